import Testing

@testable import SystemCalls
@testable import spool_shepherd

@Suite struct ProcessTreeTests {
    /// A process of a made-up machine.
    private func process(_ pid: Int32, parent: Int32, state: String = "S") throws -> ProcessStatus {
        let rest = " \(state) \(parent) 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 \(pid)00 0"
        return try #require(ProcessStatus(pid: pid, stat: Array("\(pid) (x)\(rest)".utf8)))
    }

    private func descendants(of root: Int32, in processes: [ProcessStatus]) -> Set<Int32> {
        Set(ProcessTree(processes).descendants(of: [root]).map(\.pid))
    }

    @Test func `children and their children are found in whatever order they are listed`() throws {
        let family = try [
            process(40, parent: 30), process(30, parent: 20), process(20, parent: 10), process(10, parent: 1),
            process(50, parent: 1), process(21, parent: 10),
        ]
        for listed in [family, family.reversed()] {
            #expect(descendants(of: 10, in: listed) == [20, 21, 30, 40])
            #expect(descendants(of: 50, in: listed) == [])
        }
    }

    @Test func `a zombie is not signalled, but its children are found`() throws {
        let family = try [process(20, parent: 10, state: "Z"), process(30, parent: 20)]
        #expect(descendants(of: 10, in: family) == [30])
    }

    @Test func `a circle, as a number used again may feign it, comes to an end`() throws {
        let family = try [process(20, parent: 30), process(30, parent: 20), process(40, parent: 40)]
        #expect(descendants(of: 20, in: family) == [30])
        #expect(descendants(of: 40, in: family) == [])
    }
}
