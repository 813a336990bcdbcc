import CommandLineSyntax
import Testing

/// What a parser makes of a text, or `nil` if it refuses it.
private func value<Value>(_ text: String, _ parser: ValueParser<Value>) -> Value? {
    try? parser.parse(bytes(text))
}

private func expectation<Value>(_ text: String, _ parser: ValueParser<Value>) -> String? {
    do throws(ValueError) {
        _ = try parser.parse(bytes(text))
        return nil
    } catch {
        return error.expected
    }
}

struct IntegerValueTests {
    @Test func `decimal digits within the range are accepted`() {
        #expect(value("1", .integer(in: 1...64)) == 1)
        #expect(value("064", .integer(in: 1...64)) == 64)
        #expect(value("-3", .integer(in: -3...3)) == -3)
        #expect(value("18446744073709551615", ValueParser<UInt64>.integer(atLeast: 1)) == .max)
    }

    @Test(arguments: ["", "0", "65", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "a", "١", "99999999999999999999"])
    func `other texts are refused`(text: String) {
        #expect(expectation(text, .integer(in: 1...64)) == "a whole number from 1 to 64")
    }

    @Test func `a limit at one side only is worded so`() {
        #expect(expectation("0", ValueParser<Int>.integer(atLeast: 1)) == "a whole number of at least 1")
        #expect(expectation("9223372036854775808", ValueParser<Int>.integer(atLeast: 1)) != nil)
    }
}

struct DurationValueTests {
    @Test(arguments: [
        ("90", Duration.seconds(90)), ("90s", .seconds(90)), ("1.5h", .seconds(5400)), ("2d", .seconds(172_800)),
        ("10m", .seconds(600)), ("250ms", .milliseconds(250)), ("0", .zero), ("0.5", .milliseconds(500)),
        ("0.0000000019s", .nanoseconds(1)), ("106751d", .seconds(9_223_286_400)),
    ])
    func `a number and a unit make a duration`(text: String, duration: Duration) {
        #expect(value(text, .duration) == duration)
    }

    @Test(arguments: [
        "", "s", "-1", "+1", "1.", ".5", "1.s", "1..5s", "1,5h", "1 h", " 1", "1h30m", "1H", "1us", "1e3", "NaN", "1\n",
        "106752d", "9223372037s", "99999999999999999999999999999999999999999999", "0.0000000000000000001s",
    ])
    func `other texts are refused`(text: String) {
        #expect(
            expectation(text, .duration) == "a duration such as 250ms, 90s, 10m, 1.5h or 2d, of at most 106751d")
    }
}

struct SizeValueTests {
    @Test(arguments: [
        ("0", 0), ("4096", 4096), ("1K", 1024), ("10M", 10_485_760), ("1.5G", 1_610_612_736),
        ("2TiB", 2_199_023_255_552), ("1KiB", 1024), ("0.5K", 512), ("0.0001K", 0), ("9223372036854775807", Int.max),
    ])
    func `a number and a unit make a size`(text: String, size: Int) {
        #expect(value(text, .size) == size)
    }

    @Test(arguments: [
        "", "K", "-1", "+1", "1.", ".5K", "1KB", "1B", "1k", "1 K", "1Ki", "1P", "8388608T", "9223372036854775808",
    ])
    func `other texts are refused`(text: String) {
        #expect(expectation(text, .size) == "a size such as 4096, 64K, 10M, 1.5G or 2TiB")
    }
}

struct WordValueTests {
    @Test func `a word of an enumeration is accepted`() {
        #expect(value("celadon", ValueParser<Glaze>.word) == .celadon)
        #expect(expectation("Clear", ValueParser<Glaze>.word) == "clear or celadon or tenmoku")
        #expect(expectation("", ValueParser<Glaze>.word) == "clear or celadon or tenmoku")
    }

    @Test func `a comma list keeps its order`() {
        #expect(value("tenmoku,clear", ValueParser<[Glaze]>.words()) == [.tenmoku, .clear])
    }

    @Test(arguments: ["", ",", "clear,", ",clear", "clear,,celadon", "clear, celadon", "clay"])
    func `a comma list with anything but words is refused`(text: String) {
        #expect(
            expectation(text, ValueParser<[Glaze]>.words())
                == "a comma-separated list of clear, celadon, tenmoku")
    }
}

struct AssignmentValueTests {
    @Test func `the first equals sign divides`() {
        #expect(value("A=b=c", .assignment) == Assignment(name: bytes("A"), value: bytes("b=c")))
        #expect(value("A=", .assignment) == Assignment(name: bytes("A"), value: []))
    }

    @Test(arguments: ["", "A", "=", "=b"])
    func `a name is required`(text: String) {
        #expect(expectation(text, .assignment) == "NAME=VALUE")
    }

    @Test func `names and values may be any bytes`() throws {
        #expect(try ValueParser.assignment.parse([0xFF, 0x3D, 0xFE]) == Assignment(name: [0xFF], value: [0xFE]))
    }
}

struct TextValueTests {
    @Test func `text is valid UTF-8`() {
        #expect(value("é", .text) == "é")
        #expect(throws: ValueError(expected: "text in UTF-8")) { try ValueParser.text.parse([0xC3]) }
    }

    @Test func `a path is not empty`() {
        #expect(value("a/b", .file) == bytes("a/b"))
        #expect(expectation("", .directory) == "text that is not empty")
    }
}
