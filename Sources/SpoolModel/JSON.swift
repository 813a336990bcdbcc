import SystemCalls

/// A JSON value (RFC 8259) to be written.
public enum JSON {
    case null
    case bool(Bool)
    case number(Int64)
    case bytes([UInt8])
    case array([JSON])
    case object([(String, JSON)])

    public static func text(_ text: String) -> JSON { .bytes(Array(text.utf8)) }

    /// A value, or null where there is none.
    public static func optional<Value>(_ value: Value?, _ convert: (Value) -> JSON) -> JSON {
        value.map(convert) ?? .null
    }

    /// One line.
    ///
    /// What a terminal would act on, or not show, is written as its number. A byte that is not UTF-8 becomes the lone surrogate
    /// U+DC80…U+DCFF of its value, as in Python's 'surrogateescape' (PEP 383), so that no file name is lost.
    public var serialized: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): String(value)
        case .bytes(let bytes): "\"" + Self.escaped(bytes) + "\""
        case .array(let values): "[" + values.map(\.serialized).joined(separator: ",") + "]"
        case .object(let fields):
            "{" + fields.map { "\"\($0.0)\":\($0.1.serialized)" }.joined(separator: ",") + "}"
        }
    }

    private static func escaped(_ bytes: [UInt8]) -> String {
        var text = ""
        var rest = bytes[...]
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .emptyInput: return text
            case .valid(let encoded):
                append(Unicode.UTF8.decode(encoded), to: &text)
                rest = rest.dropFirst(encoded.count)
            case .error(let length):
                for byte in rest.prefix(length) { text += #"\udc"# + String(byte, radix: 16) }
                rest = rest.dropFirst(length)
            }
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        switch scalar {
        case "\"": text += #"\""#
        case "\\": text += #"\\"#
        case "\n": text += #"\n"#
        case "\t": text += #"\t"#
        case " "..."~": text.unicodeScalars.append(scalar)
        default:
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                for unit in String(scalar).utf16 { text += #"\u"# + hexadecimal(UInt64(unit), digits: 4) }
            default:
                text.unicodeScalars.append(scalar)
            }
        }
    }
}
