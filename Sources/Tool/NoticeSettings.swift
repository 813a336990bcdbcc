import CommandLineSyntax
import SpoolModel
import SystemCalls

/// Who is told that a job has ended: options that `submit` and `run` have in common.
struct NoticeSettings: Sendable {
    var command: [UInt8]?
    var address: [UInt8]?
    var url: [UInt8]?

    static let options: [OptionSyntax<NoticeSettings>] = [
        .option(
            "notify", value: "LINE", as: .nonEmptyBytes,
            help:
                "Run this line by the shell when the job has ended for good, with its facts in SPOOL_OUTCOME and others."
        ) { $0.command = $1 },
        .option(
            "mail", value: "ADDRESS", as: .address,
            help: "Mail its outcome and its last lines to ADDRESS then, by 'sendmail'."
        ) { $0.address = $1 },
        .option(
            "callback", value: "URL", as: .url,
            help: "Post its result as JSON to URL then, by 'curl'; tried six times."
        ) { $0.url = $1 },
    ]

    func apply(to record: inout JobRecord) {
        let notice = Notice(command: command, address: address, url: url)
        record.notice = notice.channels.isEmpty ? nil : notice
    }
}

extension ValueParser<[UInt8]> {
    fileprivate static var address: Self {
        Self { bytes throws(ValueError) in
            if !Notice.isAddress(bytes) { throw ValueError(expected: "an address such as me@example.org, or a user") }
            return bytes
        }
    }

    fileprivate static var url: Self {
        Self { bytes throws(ValueError) in
            if !Notice.isURL(bytes) { throw ValueError(expected: "an address that begins with http:// or https://") }
            return bytes
        }
    }
}

extension FactList {
    /// Who is told, and whether that is done.
    static func notice(_ job: JobSummary) -> FactList {
        var list = FactList()
        guard let notice = job.record?.notice else { return list }
        for channel in notice.channels {
            let answer = job.told.map { $0.answers[channel]?.text ?? "not told yet" }
            list.append(
                channel.rawValue,
                printable(notice[channel] ?? []) + (answer.map { " (\(printable($0)))" } ?? ""))
        }
        return list
    }
}

extension JSON {
    /// Who is told, and what came of it: null for what is not asked for, or not known yet.
    static func notice(_ job: JobSummary) -> [(String, JSON)] {
        Notice.Channel.allCases.flatMap { channel in
            [
                (channel.rawValue, .optional(job.record?.notice?[channel], JSON.bytes)),
                ("\(channel.rawValue)_answer", .optional(job.told?.answers[channel]) { .text($0.text) }),
            ]
        }
    }
}

extension JobSummary {
    /// Of whom it is known that they could not be told, a sentence each.
    var untoldSentences: [String] {
        guard let told, let notice = record?.notice else { return [] }
        return notice.channels.compactMap { channel in
            guard case .failed(let problem)? = told.answers[channel] else { return nil }
            return "Its '--\(channel.rawValue)' failed: \(printable(problem))."
        }
    }
}
