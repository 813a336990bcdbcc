/// What the user typed, in quotes and safe to print on one line of a terminal.
///
/// Characters that move the cursor, change the order of text or are invisible are escaped, and so are bytes that are not
/// UTF-8 and the backslash itself.
func quoted(_ bytes: [UInt8]) -> String {
    var result = "'"
    var rest = bytes[...]
    while !rest.isEmpty {
        // A fresh decoder each time, because it may have read ahead.
        var decoder = UTF8()
        var iterator = rest.makeIterator()
        if case .scalarValue(let scalar) = decoder.decode(&iterator) {
            result += escaped(scalar)
            rest = rest.dropFirst(UTF8.width(scalar))
        } else {
            result += hexadecimal(rest.removeFirst())
        }
    }
    return result + "'"
}

private func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\t": return "\\t"
    case "\r": return "\\r"
    case "\\": return "\\\\"
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        return scalar.value < 0x80
            ? hexadecimal(UInt8(scalar.value)) : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default:
        return String(scalar)
    }
}

private func hexadecimal(_ byte: UInt8) -> String {
    (byte < 0x10 ? "\\x0" : "\\x") + String(byte, radix: 16, uppercase: true)
}
