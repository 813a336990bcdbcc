/// A command with places in it for what differs from task to task.
///
/// The places, and what they stand for, are those of GNU parallel: `{}` the value, `{.}` without its extension, `{/}` its last part,
/// `{//}` its directory, `{/.}` its last part without the extension, `{#}` the task's number; `{2}`, `{2.}` and so on the same of one
/// column. Everything else in braces is left as it is.
public struct Template: Hashable, Sendable {
    /// For each argument its pieces, in order.
    private let arguments: [[Piece]]

    private enum Piece: Hashable {
        case text([UInt8])
        case number
        /// - Parameter column: counted from 0; nil for all of them, with a space between.
        case value(Part, column: Int?)
    }

    fileprivate enum Part: String, CaseIterable {
        case whole = ""
        case withoutExtension = "."
        case name = "/"
        case directory = "//"
        case nameWithoutExtension = "/."
    }

    /// - Parameter columns: how many there are, so that `{2}` means one of them; nil where there are none, and `{2}` is just text.
    public init(_ arguments: [[UInt8]], columns: Int?) {
        self.arguments = arguments.map { Self.pieces(of: $0, columns: columns) }
    }

    /// Whether there is any place in it.
    public var hasPlaces: Bool {
        arguments.joined().contains { if case .text = $0 { false } else { true } }
    }

    /// Whether each value stays one word of the shell that a line consists of, the last argument: not one in quotes, or in a comment, a
    /// here-document or a command in backquotes.
    public var isSafeForShell: Bool {
        var context = ShellContext()
        for piece in arguments.last ?? [] {
            switch piece {
            case .text(let text): context.pass(text)
            case .number: context.pass(Array("1".utf8))
            case .value:
                if !context.isSafe { return false }
                context.passValue()
            }
        }
        return true
    }

    /// The command of one task.
    ///
    /// - Parameters:
    ///   - values: one for each column.
    ///   - quotes: whether each of them is quoted for the shell.
    public func filled(with values: [[UInt8]], task: Int, quotes: Bool) -> [[UInt8]] {
        arguments.map { pieces in
            pieces.reduce(into: []) { argument, piece in
                switch piece {
                case .text(let text): argument += text
                case .number: argument += "\(task)".utf8
                case .value(let part, let column):
                    let picked = column.map { $0 < values.count ? [values[$0]] : [] } ?? values
                    let words = picked.map { quotes ? shellQuoted(part.of($0)) : part.of($0) }
                    argument += words.joined(separator: [UInt8(ascii: " ")])
                }
            }
        }
    }

    private static func pieces(of argument: [UInt8], columns: Int?) -> [Piece] {
        var pieces: [Piece] = []
        var text: [UInt8] = []
        var rest = argument[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")),
                let piece = place(rest[(rest.startIndex + 1)..<end], columns: columns)
            {
                if !text.isEmpty { pieces.append(.text(text)) }
                text = []
                pieces.append(piece)
                rest = rest[(end + 1)...]
            } else {
                text.append(byte)
                rest = rest.dropFirst()
            }
        }
        if !text.isEmpty { pieces.append(.text(text)) }
        return pieces
    }

    /// What stands between braces; nil where it is no place.
    private static func place(_ content: ArraySlice<UInt8>, columns: Int?) -> Piece? {
        if content.elementsEqual("#".utf8) { return .number }
        let digits = content.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let part = Part(rawValue: String(decoding: content.dropFirst(digits.count), as: UTF8.self)) else {
            return nil
        }
        if digits.isEmpty { return .value(part, column: nil) }
        guard let columns, let number = positiveNumber(digits), number <= columns else { return nil }
        return .value(part, column: Int(number) - 1)
    }
}

extension Template.Part {
    /// What it is of a value; the directory as `dirname(1)` has it.
    fileprivate func of(_ value: [UInt8]) -> [UInt8] {
        let slash = value.lastIndex(of: UInt8(ascii: "/"))
        let name = slash.map { value[($0 + 1)...] } ?? value[...]
        switch self {
        case .whole: return value
        case .name: return Array(name)
        case .directory:
            let path = value[..<(1 + (value.lastIndex { $0 != UInt8(ascii: "/") } ?? -1))]
            guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else {
                return value.first == UInt8(ascii: "/") ? [UInt8(ascii: "/")] : [UInt8(ascii: ".")]
            }
            return slash == 0 ? [UInt8(ascii: "/")] : Array(path[..<slash])
        case .withoutExtension: return Array(value.dropLast(Self.extensionLength(of: name)))
        case .nameWithoutExtension: return Array(name.dropLast(Self.extensionLength(of: name)))
        }
    }

    /// With the point; 0 where there is none.
    private static func extensionLength(of name: ArraySlice<UInt8>) -> Int {
        name.lastIndex(of: UInt8(ascii: ".")).map { name.endIndex - $0 } ?? 0
    }
}
