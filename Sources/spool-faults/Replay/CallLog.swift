/// A system call of one of several traced processes, once it has ended.
struct TracedCall {
    /// The program and its first word, such as `spool submit`.
    let program: String
    let name: String
    let arguments: [Substring]
    let result: Int
    /// How many calls of the log had ended when it began.
    let begin: Int
}

/// What `strace -f -y -xx -o` wrote: every call in the order in which they ended.
struct CallLog {
    private(set) var calls: [TracedCall] = []
    private var programs: [Substring: String] = [:]
    /// Calls that have begun, by process.
    private var begun: [Substring: (text: Substring, begin: Int)] = [:]

    init(_ log: String) {
        for line in log.split(separator: "\n") {
            guard let space = line.firstIndex(of: " ") else { continue }
            add(line[line.index(after: space)...].drop { $0 == " " }, of: line[..<space])
        }
    }

    private mutating func add(_ text: Substring, of process: Substring) {
        if text.hasSuffix(" <unfinished ...>") {
            begun[process] = (text.dropLast(" <unfinished ...>".count), calls.count)
        } else if text.hasPrefix("<... "), let end = text.firstRange(of: " resumed>") {
            guard let (start, begin) = begun.removeValue(forKey: process) else { return }
            finish(start + text[end.upperBound...], begin: begin, of: process)
        } else if text.first?.isLetter == true {
            finish(text, begin: calls.count, of: process)
        }
    }

    private mutating func finish(_ text: Substring, begin: Int, of process: Substring) {
        guard let open = text.firstIndex(of: "("), let equals = text.ranges(of: " = ").last,
            let close = text[..<equals.lowerBound].lastIndex(of: ")"),
            let result = Int(text[equals.upperBound...].prefix { $0 == "-" || $0.isNumber }), result >= 0
        else { return }
        let name = String(text[..<open])
        // The strings are hexadecimal, so no comma stands in one.
        let arguments = text[text.index(after: open)..<close].split(separator: ", ")
        if name == "execve" {
            programs[process] = Self.program(arguments)
        } else {
            calls.append(
                TracedCall(
                    program: programs[process] ?? "", name: name, arguments: arguments, result: result, begin: begin))
        }
    }

    /// `spool submit` of `spool --spool DIR submit …`, else the program's own name.
    private static func program(_ arguments: [Substring]) -> String {
        let words = arguments.dropFirst().map { String(decoding: unescaped($0), as: UTF8.self) }
        let name = words.first?.split(separator: "/").last.map(String.init) ?? ""
        return name == "spool" && words.count > 3 ? "spool \(words[3])" : name
    }
}

/// The bytes of a string that strace wrote as `"\x2f…"`, with whatever stands around the quotation marks left out.
func unescaped(_ argument: Substring) -> [UInt8] {
    let start = argument.firstIndex { $0 == "\"" || $0 == "<" }
    guard let start else { return [] }
    let inner = argument[argument.index(after: start)...].prefix { $0 != "\"" && $0 != ">" }
    return inner.split(separator: "\\x").compactMap { UInt8($0, radix: 16) }
}
