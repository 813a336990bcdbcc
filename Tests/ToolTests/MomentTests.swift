import CommandLineSyntax
import Testing

@testable import Tool

@Suite struct MomentTests {
    @Test(arguments: [
        ("2026-11-23T14:05:09Z", 1_795_442_709_000), ("2026-11-23 14:05+02:00", 1_795_435_500_000),
        ("2026-11-23T00:00-01:30", 1_795_397_400_000), ("1970-01-01 00:00Z", 0),
    ])
    func `a time with an offset is the same everywhere`(text: String, milliseconds: Int64) {
        #expect(Moment(time: Array(text.utf8)) == .at(milliseconds))
    }

    @Test func `a day alone begins at midnight, local time`() throws {
        let midnight = try #require(Moment(time: Array("2026-11-23".utf8)))
        #expect(midnight == Moment(time: Array("2026-11-23 00:00:00".utf8)))
        #expect(Words.time(milliseconds: midnight.milliseconds(now: 0)).hasPrefix("2026-11-23 00:00:00"))
    }

    @Test(arguments: [
        "2026-02-30", "2026-13-01", "2026-11-23 24:00", "2026-11-23 12:60", "2026-11-23T", "2026-11-23 1:05",
        "26-11-23",
        "2026-11-23Zz", "2026-11-23 12:00+2", "", "2026--1-01",
    ])
    func `what no calendar has is refused`(text: String) {
        #expect(Moment(time: Array(text.utf8)) == nil)
    }

    @Test func `a duration counts back from now`() throws {
        #expect(try ValueParser.moment.parse(Array("2h".utf8)).milliseconds(now: 7_200_001) == 1)
        #expect(throws: ValueError.self) { try ValueParser.moment.parse(Array("yesterday".utf8)) }
    }

    @Test func `a clock time is the next one that the clock shows`() throws {
        let noon = try #require(Moment(time: Array("2026-11-23 12:00".utf8))).milliseconds(now: 0)
        func next(_ text: String) -> Int64? {
            Moment(nextClock: Array(text.utf8), now: noon).map { ($0.milliseconds(now: 0) - noon) / 1000 }
        }
        #expect(next("12:01") == 60 && next("12:00:01") == 1)
        #expect(next("11:59") == 86_340 && next("12:00") == 86_400)
        for text in ["24:00", "12:60", "1:05", "12", "12:00:0", "12:00Z"] { #expect(next(text) == nil, "\(text)") }
    }
}
