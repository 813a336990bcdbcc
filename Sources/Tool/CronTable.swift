import SpoolModel
import SystemCalls

/// The line of a crontab that keeps a supervisor alive.
struct CronEntry: Hashable, Sendable {
    /// Why a path cannot stand in a crontab.
    enum Refusal: Error, Hashable, Sendable {
        /// A newline ends the line, and there is no way to write another.
        case newline(FilePath)
        /// Some crons take one of two backslashes away, others do not.
        case backslash(FilePath)
    }

    private let spool: FilePath
    /// Without the newline.
    let line: [UInt8]

    /// - Parameters:
    ///   - spool: absolute.
    ///   - tool: the absolute path of `spool`; cron's own `PATH` has little in it.
    init(spool: FilePath, tool: FilePath, slots: Int?) throws(Refusal) {
        for path in [spool, tool] {
            if path.bytes.contains(UInt8(ascii: "\n")) { throw .newline(path) }
            if path.bytes.contains(UInt8(ascii: "\\")) { throw .backslash(path) }
        }
        self.spool = spool
        let option = slots.map { " --slots \($0)" } ?? ""
        line =
            Array("* * * * * ".utf8) + Self.escaped(shellQuoted(tool.bytes)) + Self.command(spool)
            + "\(option) >/dev/null 2>&1".utf8 + Self.mark(spool)
    }

    /// Whether a line of a crontab is the one of a spool, whatever its schedule and its options.
    static func isLine(_ line: some Collection<UInt8>, of spool: FilePath) -> Bool {
        let mark = mark(spool)
        return line.first != UInt8(ascii: "#") && line.suffix(mark.count).elementsEqual(mark)
            && holds(line, command(spool))
    }

    /// Whether `part` stands anywhere in a line. The library's own `contains` brings all of regular expressions into every program
    /// of this package, a fifth of the shepherd.
    private static func holds(_ line: some Collection<UInt8>, _ part: [UInt8]) -> Bool {
        line.indices.contains { line[$0...].starts(with: part) }
    }

    /// The program that the line of a spool runs, by an absolute path; nil where the user has written something else there.
    static func tool(in line: [UInt8], of spool: FilePath) -> FilePath? {
        let command = command(spool)
        guard let end = line.indices.first(where: { line[$0...].starts(with: command) }) else { return nil }
        let fields = line.first == UInt8(ascii: "@") ? 1 : 5
        let parts = line[..<end].split(separator: UInt8(ascii: " "), maxSplits: fields)
        guard parts.count == fields + 1 else { return nil }
        let path = FilePath(bytes: unquoted(unescaped(parts[fields])))
        return path.isAbsolute ? path : nil
    }

    fileprivate func isLine(_ line: some Collection<UInt8>) -> Bool { Self.isLine(line, of: spool) }

    private static func command(_ spool: FilePath) -> [UInt8] {
        Array(" --spool ".utf8) + escaped(shellQuoted(spool.bytes)) + " supervise".utf8
    }

    private static func mark(_ spool: FilePath) -> [UInt8] { Array(" # spool: ".utf8) + escaped(spool.bytes) }

    private static func unescaped(_ text: some Collection<UInt8>) -> [UInt8] {
        text.reduce(into: []) { result, byte in
            if byte == UInt8(ascii: "%"), result.last == UInt8(ascii: "\\") { result.removeLast() }
            result.append(byte)
        }
    }

    /// Takes away what `shellQuoted` puts around a word.
    private static func unquoted(_ word: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var isQuoted = false
        var isEscaped = false
        for byte in word {
            if isEscaped {
                result.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "'") {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: "\\"), !isQuoted {
                isEscaped = true
            } else {
                result.append(byte)
            }
        }
        return result
    }

    /// Percent signs become newlines unless they are escaped: `crontab(5)`.
    private static func escaped(_ text: [UInt8]) -> [UInt8] {
        let percent = UInt8(ascii: "%")
        return text.flatMap { $0 == percent ? [UInt8(ascii: "\\"), percent] : [$0] }
    }
}

/// The text of a user's crontab; all lines but those of spools stay as they are, byte for byte.
struct CronTable: Hashable, Sendable {
    private(set) var content: [UInt8]

    init(_ content: [UInt8]) { self.content = content }

    /// The line of a spool, without its newline; nil where there is none.
    func line(of spool: FilePath) -> [UInt8]? {
        lines.map { Self.withoutNewline($0) }.first { CronEntry.isLine($0, of: spool) }.map(Array.init)
    }

    /// Puts the line in the place of the spool's old one, else at the end.
    mutating func install(_ entry: CronEntry) {
        var isInstalled = false
        var result: [UInt8] = []
        for line in lines {
            guard entry.isLine(Self.withoutNewline(line)) else {
                result += line
                continue
            }
            if !isInstalled { result += entry.line + [Self.newline] }
            isInstalled = true
        }
        if !isInstalled {
            if let last = result.last, last != Self.newline { result.append(Self.newline) }
            result += entry.line + [Self.newline]
        }
        content = result
    }

    /// Takes the line of a spool away, if there is one.
    mutating func remove(_ spool: FilePath) {
        content = Array(lines.filter { !CronEntry.isLine(Self.withoutNewline($0), of: spool) }.joined())
    }

    private static let newline = UInt8(ascii: "\n")

    /// Each with its newline; the last one may have none.
    private var lines: [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = content[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: Self.newline).map { $0 + 1 } ?? rest.endIndex
            lines.append(rest[..<end])
            rest = rest[end...]
        }
        return lines
    }

    private static func withoutNewline(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.last == newline ? line.dropLast() : line
    }
}
