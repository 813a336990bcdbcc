import CommandLineSyntax
import Glibc
import SystemCalls

/// A point in time, as a user types it.
enum Moment: Hashable, Sendable {
    /// So long ago, milliseconds.
    case ago(Int64)
    /// Milliseconds since 1970-01-01 UTC.
    case at(Int64)

    /// Milliseconds since 1970-01-01 UTC.
    func milliseconds(now: Int64) -> Int64 {
        switch self {
        case .ago(let span): now - span
        case .at(let time): time
        }
    }

    /// Reads `2026-11-23`, `2026-11-23 14:05`, `2026-11-23T14:05:09`, in local time or with `Z` or an offset such as `+02:00` behind it.
    ///
    /// Nil for everything else, also for days that no calendar has. Source: RFC 3339, with parts left out.
    init?(time text: [UInt8]) {
        var reader = DigitReader(rest: text[...])
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2)
        else { return nil }
        var clock: [Int32] = [0, 0, 0]
        if reader.skip("T") || reader.skip(" ") {
            guard let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2) else { return nil }
            clock = [hour, minute, 0]
            if reader.skip(":") {
                guard let second = reader.number(2) else { return nil }
                clock[2] = second
            }
        }
        var fields = tm()
        (fields.tm_year, fields.tm_mon, fields.tm_mday) = (year - 1900, month - 1, day)
        (fields.tm_hour, fields.tm_min, fields.tm_sec, fields.tm_isdst) = (clock[0], clock[1], clock[2], -1)
        let typed = fields
        guard let offset = reader.offset(), reader.rest.isEmpty else { return nil }
        let seconds: time_t =
            switch offset {
            case .local: mktime(&fields)
            case .seconds(let east): timegm(&fields) - east
            }
        // What no calendar has is normalized to another day or hour. An hour that the clocks skip in spring is one of these.
        guard fields.tm_mon == typed.tm_mon, fields.tm_mday == typed.tm_mday, fields.tm_hour == typed.tm_hour,
            fields.tm_min == typed.tm_min, fields.tm_sec == typed.tm_sec
        else { return nil }
        self = .at(Int64(seconds) * 1000)
    }
}

extension Moment {
    /// Reads `14:05` or `14:05:09` as the next time that the local clock shows it, today or tomorrow.
    ///
    /// Nil for everything else, and for a time that the clock skips that day because daylight saving begins; of a time that it shows
    /// twice, when that ends, the one that `mktime(3)` takes.
    init?(nextClock text: [UInt8], now: Int64) {
        guard text.count == 5 || text.count == 8 else { return nil }
        for days in 0...1 {
            var time = time_t(now / 1000)
            var today = tm()
            localtime_r(&time, &today)
            (today.tm_mday, today.tm_hour, today.tm_min, today.tm_sec, today.tm_isdst) = (
                today.tm_mday + Int32(days), 12, 0, 0, -1
            )
            _ = mktime(&today)
            let date = "\(today.tm_year + 1900)-\(Self.digits(today.tm_mon + 1))-\(Self.digits(today.tm_mday))T"
            guard let moment = Moment(time: Array(date.utf8) + text) else { return nil }
            if moment.milliseconds(now: now) > now { self = moment; return }
        }
        return nil
    }

    private static func digits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Takes digits and signs from the front of a text.
private struct DigitReader {
    var rest: ArraySlice<UInt8>

    enum Offset {
        case local
        /// East of Greenwich.
        case seconds(Int)
    }

    mutating func number(_ digits: Int) -> Int32? {
        guard rest.count >= digits, rest.first != UInt8(ascii: "-"), let value = Int32(ascii: rest.prefix(digits))
        else { return nil }
        rest = rest.dropFirst(digits)
        return value
    }

    mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        if rest.first != UInt8(ascii: sign) { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func offset() -> Offset? {
        if rest.isEmpty { return .local }
        if skip("Z") { return .seconds(0) }
        let sign = rest.first == UInt8(ascii: "-") ? -1 : 1
        guard skip("+") || skip("-"), let hours = number(2), skip(":"), let minutes = number(2) else { return nil }
        return .seconds(sign * Int(hours * 3600 + minutes * 60))
    }
}

extension ValueParser<Moment> {
    /// A time, or how long ago it was.
    static var moment: Self {
        Self { bytes throws(ValueError) in
            if let moment = Moment(time: bytes) { return moment }
            do { return .ago(try ValueParser<Duration>.duration.parse(bytes).milliseconds) } catch {
                throw ValueError(
                    expected: "a time such as 2026-11-23 or '2026-11-23 14:05', or how long ago, such as 90s, 2h or 3d")
            }
        }
    }
}
