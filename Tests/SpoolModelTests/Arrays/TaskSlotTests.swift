import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct TaskSlotTests {
    private let start = TaskSlot.Start(
        milliseconds: 1_795_433_253_078, lane: 9_999_999,
        command: ProcessIdentity(pid: 4_194_304, startTicks: 99_999_999_999_999_999))
    private let end = TaskSlot.End(
        outcome: .succeeded, status: .exited(255), wallMicroseconds: 99_999_999_999_999,
        resources: ResourceUse(
            userMicroseconds: 9_999_999_999_999, systemMicroseconds: 9_999_999_999_999, peakMemory: 1 << 40),
        leftBehind: 999_999)

    private func bytes(_ slot: TaskSlot) -> [UInt8] {
        (slot.start?.serialized ?? [UInt8](repeating: 0, count: 48))
            + (slot.end?.serialized ?? [UInt8](repeating: 0, count: 80))
    }

    @Test func `the longest values fit, and are read back`() {
        let slot = TaskSlot(start: start, end: end)
        #expect(bytes(slot).count == TaskSlot.size)
        #expect(TaskSlot(bytes(slot)) == slot)
    }

    @Test(arguments: Outcome.allCases) func `every outcome is read back, and seen at a glance`(outcome: Outcome) {
        let slot = TaskSlot(start: start, end: TaskSlot.End(outcome: outcome, status: .signaled(9)))
        #expect(TaskSlot(bytes(slot)) == slot)
        bytes(slot).withUnsafeBytes { #expect(TaskSlot.phase(of: $0[...]) == TaskPhase(outcome)) }
    }

    @Test(arguments: [Outcome.failed, .timedOut]) func `a task that is to be run again waits`(outcome: Outcome) {
        var slot = TaskSlot(start: start, end: end)
        slot.end?.outcome = outcome
        slot.end?.isFollowedByAnother = true
        #expect(bytes(slot).count == TaskSlot.size && TaskSlot(bytes(slot)) == slot)
        bytes(slot).withUnsafeBytes { #expect(TaskSlot.phase(of: $0[...]) == .waiting) }
    }

    @Test func `a part that is torn counts as absent`() {
        let whole = bytes(TaskSlot(start: start, end: end))
        for length in 0..<TaskSlot.size {
            let torn = Array(whole.prefix(length)) + [UInt8](repeating: 0, count: TaskSlot.size - length)
            let slot = TaskSlot(torn)
            #expect(slot.start == (length >= 48 ? start : nil))
            #expect(slot.end == nil)
            torn.withUnsafeBytes {
                #expect(TaskSlot.phase(of: $0[...]) == (length >= 48 ? .running : nil))
            }
        }
    }

    /// Symptom: `spool status 1.1` ended by SIGILL.
    @Test func `a part with a number too large to be computed with counts as absent`() {
        let (large, ended) = ("\(Int64.max)", "\(end.resources.peakMemory / 1024)")
        let late = String(decoding: start.serialized, as: UTF8.self).replacing("\(start.milliseconds)", with: large)
        let vast = String(decoding: end.serialized, as: UTF8.self).replacing(ended, with: large)
        let slot = TaskSlot(line(late, 48) + line(vast, 80))
        #expect(slot.start == nil && slot.end == nil)
        #expect(TaskSlot(bytes(TaskSlot(start: start, end: end))).end != nil)
    }

    /// A line cut, or filled up, to a length.
    private func line(_ text: String, _ size: Int) -> [UInt8] {
        let words = text.utf8.prefix { $0 != 10 }.prefix(size - 1)
        return words + [UInt8](repeating: 32, count: size - 1 - words.count) + [10]
    }

    @Test func `a task without a process yet has none`() {
        let slot = TaskSlot(start: TaskSlot.Start(milliseconds: 5, lane: 1))
        #expect(TaskSlot(bytes(slot)).start?.command == nil)
    }
}
