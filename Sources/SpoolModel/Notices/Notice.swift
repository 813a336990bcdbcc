import SystemCalls

/// Who is told that a job has ended, and how: fields of the record `job`.
public struct Notice: Hashable, Sendable {
    /// A way to tell; its name is that of the field.
    public enum Channel: String, CaseIterable, Sendable { case notify, mail, callback }

    /// A line for the shell.
    public var command: [UInt8]?
    public var address: [UInt8]?
    /// To which the result is posted.
    public var url: [UInt8]?

    public init(command: [UInt8]? = nil, address: [UInt8]? = nil, url: [UInt8]? = nil) {
        self.command = command
        self.address = address
        self.url = url
    }

    public subscript(channel: Channel) -> [UInt8]? {
        switch channel {
        case .notify: command
        case .mail: address
        case .callback: url
        }
    }

    /// Those that are asked for.
    public var channels: [Channel] { Channel.allCases.filter { self[$0] != nil } }

    /// Whether it may be handed to `sendmail`: one word that is no option of it.
    public static func isAddress(_ text: [UInt8]) -> Bool { isWord(text) && text.first != UInt8(ascii: "-") }

    /// Whether it begins as an address of the web does.
    public static func isURL(_ text: [UInt8]) -> Bool {
        isWord(text) && ["http://", "https://"].contains { text.count > $0.utf8.count && text.starts(with: $0.utf8) }
    }

    /// ASCII without spaces and control characters.
    private static func isWord(_ text: [UInt8]) -> Bool { !text.isEmpty && text.allSatisfy { (33...126).contains($0) } }
}

extension Notice {
    init?(_ reader: inout RecordReader) throws(RecordError) {
        self.init(
            command: try reader.optional(Channel.notify.rawValue), address: try reader.optional(Channel.mail.rawValue),
            url: try reader.optional(Channel.callback.rawValue))
        if let address, !Self.isAddress(address) {
            throw RecordError(problem: "the field 'mail' holds '\(printable(address))'")
        }
        if let url, !Self.isURL(url) { throw RecordError(problem: "the field 'callback' holds '\(printable(url))'") }
        if channels.isEmpty { return nil }
    }

    func append(to record: inout RecordText) {
        for channel in channels { if let value = self[channel] { record.append(channel.rawValue, value) } }
    }
}
