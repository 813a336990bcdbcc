import SystemCalls

/// What the user has set in the spool's own file `config`.
public struct Configuration: Hashable, Sendable {
    /// How many jobs may run at once; nil leaves it to the caller.
    public var slots: Int?

    public init(slots: Int? = nil) { self.slots = slots }

    /// Lines `key=value`; empty ones and those that begin with `#` say nothing.
    public init(_ content: [UInt8]) throws(RecordError) {
        let newline = UInt8(ascii: "\n")
        let lines = content.split(separator: newline).filter { $0.first != UInt8(ascii: "#") }
        let framed = Array("config=1\n".utf8) + lines.map { $0 + [newline] }.joined() + Array("end=config\n".utf8)
        var reader = RecordReader(try Record(framed, named: "config", terminator: .newline))
        slots = try reader.optionalNumber("slots", in: 1...Self.mostSlots)
        try reader.finish()
    }

    /// More processes than any one machine starts.
    public static let mostSlots = 100_000
}

extension Spool {
    /// Reads `config`; nothing is set where there is none.
    public func configuration() throws(SpoolError) -> Configuration {
        let content = try wrapping(consequence: "Nothing was started.") { () throws(SystemError) in
            try root.contentIfPresent(of: Layout.config)
        }
        guard let content else { return Configuration() }
        do throws(RecordError) { return try Configuration(content) } catch {
            throw .damagedConfiguration(path, error)
        }
    }
}
