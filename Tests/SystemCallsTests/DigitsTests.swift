import SystemCalls
import Testing

@Suite struct DigitsTests {
    @Test(arguments: ["0", "7", "007", "255"])
    func `digits are a number`(text: String) {
        #expect(UInt8(ascii: Array(text.utf8)) == UInt8(text))
    }

    @Test(arguments: ["", "-", "+1", " 1", "1 ", "1\n", "1.0", "0x1", "1e3", "१", "256", "-1", "99999999999999999999"])
    func `anything else, and what does not fit, is none`(text: String) {
        #expect(UInt8(ascii: Array(text.utf8)) == nil)
    }

    @Test func `the ends of every type are read, and what lies one beyond is not`() {
        #expect(Int64(ascii: Array("\(Int64.max)".utf8)) == .max)
        #expect(Int64(ascii: Array("\(Int64.min)".utf8)) == .min)
        #expect(UInt64(ascii: Array("\(UInt64.max)".utf8)) == .max)
        #expect(Int64(ascii: Array("9223372036854775808".utf8)) == nil)
        #expect(Int64(ascii: Array("-9223372036854775809".utf8)) == nil)
        #expect(UInt64(ascii: Array("18446744073709551616".utf8)) == nil)
        #expect(UInt64(ascii: Array("184467440737095516150".utf8)) == nil)
    }

    @Test(arguments: [0, 7, 10, -1, .max, .min] as [Int64])
    func `a number in digits is what is read back`(number: Int64) {
        #expect(number.digits == Array("\(number)".utf8))
        #expect(Int64(ascii: number.digits) == number)
    }

    @Test func `masks and hashes have as many digits as are asked for, and more where they need them`() {
        #expect(octal(0o22) == "0022" && octal(0) == "0000" && octal(0o100644) == "100644")
        #expect(hexadecimal(0xab, digits: 4) == "00ab" && hexadecimal(.max, digits: 1) == "ffffffffffffffff")
        #expect(UInt64.max.digits(base: 10) == Array("18446744073709551615".utf8))
    }
}
