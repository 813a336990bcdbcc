/// Text that a user submitted, made harmless for a terminal and kept on one line.
///
/// Control characters, line and paragraph separators, bidirectional and other invisible format characters become `\n`,
/// `\t` or `\u{…}`, bytes that are not UTF-8 `\xNN`. For eyes only: a backslash stays one, so it
/// cannot be read back. Sources: sudo CVE-2023-28486 (control characters
/// in what a user typed); Unicode Standard Annex #9 (bidirectional controls).
public func printable(_ bytes: some Collection<UInt8>) -> String {
    var text = ""
    text.reserveCapacity(bytes.count)
    var rest = bytes[...]
    var iterator = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    while true {
        switch parser.parseScalar(from: &iterator) {
        case .emptyInput:
            return text
        case .valid(let encoded):
            append(Unicode.UTF8.decode(encoded), to: &text)
            rest = rest.dropFirst(encoded.count)
        case .error(let length):
            for byte in rest.prefix(length) { text += #"\x"# + hexadecimal(UInt64(byte), digits: 2) }
            rest = rest.dropFirst(length)
        }
    }
}

public func printable(_ text: String) -> String { printable(Array(text.utf8)) }

private func append(_ scalar: Unicode.Scalar, to text: inout String) {
    switch scalar {
    case "\n": text += #"\n"#
    case "\t": text += #"\t"#
    default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
            text += #"\u{"# + hexadecimal(UInt64(scalar.value), digits: 1) + "}"
        default:
            text.unicodeScalars.append(scalar)
        }
    }
}
