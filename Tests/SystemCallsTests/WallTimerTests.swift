import Glibc
import Testing

@testable import SystemCalls

/// Sets the clock to what it shows; whether this process may.
private func setClock() -> Bool {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return clock_settime(CLOCK_REALTIME, &now) == 0
}

@Suite struct WallTimerTests {
    @Test func `it is readable once its time has come, until that is acknowledged`() throws {
        let timer = try WallTimer()
        timer.set(1)
        #expect(try waitForInput([timer.descriptor.number], milliseconds: 10_000) == [true])
        timer.set(nil)
        timer.acknowledge()
        #expect(try waitForInput([timer.descriptor.number], milliseconds: 0) == [false])
    }

    @Test(.enabled(if: setClock(), "it takes the right to set the clock"))
    func `a clock that is set wakes a timer that has a time, and no other`() throws {
        let armed = try WallTimer()
        let idle = try WallTimer()
        armed.set(4_000_000_000_000)
        idle.set(4_000_000_000_000)
        idle.set(nil)
        idle.acknowledge()
        #expect(setClock())
        #expect(try waitForInput([armed.descriptor.number], milliseconds: 10_000) == [true])
        #expect(try waitForInput([idle.descriptor.number], milliseconds: 0) == [false])
    }
}
