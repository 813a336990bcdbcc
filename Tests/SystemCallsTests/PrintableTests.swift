import SystemCalls
import Testing

@Suite struct PrintableTests {
    @Test(arguments: [
        ("plain text, ünïcode, 日本語, 🧬", "plain text, ünïcode, 日本語, 🧬"),
        ("line\nbreak\ttab", #"line\nbreak\ttab"#),
        ("back\\slash", #"back\slash"#),
        ("\u{1b}[31mred\u{07}\u{7f}\r", #"\u{1b}[31mred\u{7}\u{7f}\u{d}"#),
        ("\u{85}\u{9b}", #"\u{85}\u{9b}"#),
        ("\u{202e}txt.exe\u{2066}\u{200f}", #"\u{202e}txt.exe\u{2066}\u{200f}"#),
        ("\u{2028}\u{2029}\u{feff}\u{ad}\u{200b}", #"\u{2028}\u{2029}\u{feff}\u{ad}\u{200b}"#),
        ("\u{e000}\u{e0041}", #"\u{e000}\u{e0041}"#),
    ])
    func `what a terminal would act on is escaped`(text: String, shown: String) {
        #expect(printable(text) == shown)
    }

    @Test(
        arguments: [
            ([0xff, 0x61], #"\xffa"#), ([0xc3], #"\xc3"#), ([0xc3, 0x28], #"\xc3("#),
            // A surrogate, an overlong slash, and a character that ends too early.
            ([0xed, 0xa0, 0x80], #"\xed\xa0\x80"#), ([0xc0, 0xaf], #"\xc0\xaf"#), ([0xe2, 0x82, 0x61], #"\xe2\x82a"#),
        ] as [([UInt8], String)])
    func `bytes that are not UTF-8 are shown as they are`(bytes: [UInt8], shown: String) {
        #expect(printable(bytes) == shown)
    }

    @Test func `whatever comes in, nothing but harmless text comes out`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let bytes = (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) }
            for scalar in printable(bytes).unicodeScalars {
                #expect(scalar.value >= 0x20 && scalar.value != 0x7f)
                #expect(scalar.properties.generalCategory != .format && scalar.properties.generalCategory != .control)
            }
        }
    }

    @Test(arguments: [
        (0, 1, "0"), (0, 4, "0000"), (0x2f, 1, "2f"), (0xa, 2, "0a"), (0x54e7_048f_2f4e_2cde, 16, "54e7048f2f4e2cde"),
        (UInt64.max, 1, "ffffffffffffffff"),
    ])
    func `hexadecimal digits are as many as asked for, and more where it needs them`(
        value: UInt64, digits: Int, text: String
    ) { #expect(hexadecimal(value, digits: digits) == text) }

    @Test(arguments: [(0, "0000"), (0o22, "0022"), (0o1777, "1777"), (0o102755, "102755")])
    func `modes have four octal digits at least`(mode: UInt32, text: String) { #expect(octal(mode) == text) }
}
