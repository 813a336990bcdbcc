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

/// At least so many digits, in lower case.
public func hexadecimal(_ value: UInt64, digits: Int) -> String { text(of: value, bitsPerDigit: 4, digits) }

/// A mode or a mask as records and people write it: `0022`.
public func octal(_ value: UInt32) -> String { text(of: UInt64(value), bitsPerDigit: 3, 4) }

/// `String(_:radix:)` is generic, down to each digit: its types would be made by every start of a program.
private func text(of value: UInt64, bitsPerDigit: UInt64, _ digits: Int) -> String {
    var text: [UInt8] = []
    var rest = value
    while rest > 0 || text.count < digits {
        let digit = UInt8(rest & (1 << bitsPerDigit - 1))
        text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        rest >>= bitsPerDigit
    }
    text.reverse()
    return String(decoding: text, as: UTF8.self)
}
