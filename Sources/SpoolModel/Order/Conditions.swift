import SystemCalls

/// What must be so before a job may start.
public struct Conditions: Hashable, Sendable {
    /// What becomes of a job that waits for the end of another one, which ended otherwise.
    public enum OnUnmet: String, CaseIterable, Sendable {
        /// It is cancelled.
        case cancel
        /// It is held, until the user decides.
        case hold
        /// It waits: the other job may be run again.
        case wait
    }

    /// Milliseconds since 1970-01-01 UTC, by the clock on the wall.
    public var notBefore: Int64?
    public var dependencies: [Dependency] = []
    public var onUnmet = OnUnmet.cancel
    public var machine = MachineCondition()

    public init() {}

    /// Whether there are none.
    public var isEmpty: Bool { self == Conditions() }

    init(_ reader: inout RecordReader) throws(RecordError) {
        notBefore = try reader.optionalNumber("not_before_ms", in: 0...Int64.max)
        for value in reader.all("after") {
            let dependency = try Dependency(value).orThrow("the field 'after' holds '\(printable(value))'")
            if dependencies.contains(dependency) {
                throw RecordError(problem: "it holds the field 'after' with '\(dependency)' twice")
            }
            dependencies.append(dependency)
        }
        onUnmet = try reader.word("on_unmet", as: OnUnmet.self) ?? .cancel
        machine.mostLoad = try reader.optionalNumber("max_load_percent", in: 0...MachineCondition.highestLoad)
        machine.leastMemory = try reader.optionalNumber("min_memory_bytes", in: 0...Int64.max)
    }

    func append(to record: inout RecordText) {
        record.append("not_before_ms", ifAny: notBefore)
        for dependency in dependencies { record.append("after", dependency) }
        if onUnmet != .cancel { record.append("on_unmet", onUnmet.rawValue) }
        record.append("max_load_percent", ifAny: machine.mostLoad)
        record.append("min_memory_bytes", ifAny: machine.leastMemory)
    }
}

/// How busy the machine may be when a job starts.
public struct MachineCondition: Hashable, Sendable {
    /// In hundredths: 150 is a load of 1.5.
    public var mostLoad: Int?
    /// Bytes that are to be had without swapping.
    public var leastMemory: Int64?

    public init() {}

    public var isEmpty: Bool { self == MachineCondition() }

    /// In hundredths.
    public static let highestLoad = 10_000_000

    /// Whether it holds; what the kernel does not tell keeps nothing from starting.
    public func holds(_ machine: MachineLoad) -> Bool { shortage(machine) == nil }

    /// Why it does not hold, for people; nil where it does.
    public func shortage(_ machine: MachineLoad) -> String? {
        if let mostLoad, let load = machine.load, load > mostLoad {
            return "the load is \(decimal(load)), and is to be \(decimal(mostLoad)) at most"
        }
        if let leastMemory, let memory = machine.availableMemory, memory < leastMemory {
            return "\(memory >> 20) MiB of memory are available, and are to be \(leastMemory >> 20) at least"
        }
        if leastMemory != nil, let stalled = machine.memoryStall, stalled > Self.mostStall {
            return "processes stand still for want of memory for \(decimal(stalled)) % of the time"
        }
        return nil
    }

    /// In hundredths of a percent of the last ten seconds in which all processes stood still for want of memory.
    private static let mostStall = 500
}
