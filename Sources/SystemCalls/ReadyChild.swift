import CLinux
import Glibc

/// A child that has everything but its program, and waits until it is told to execute that.
///
/// It ends by itself where this process ends before, or forgets it: nothing is executed that nobody has asked for.
public struct ReadyChild: ~Copyable {
    public let pid: pid_t
    private let gate: FileDescriptor

    fileprivate init(pid: pid_t, gate: consuming FileDescriptor) {
        self.pid = pid
        self.gate = gate
    }

    /// Has it execute its program. What keeps it from that it writes into its word of `StartFailures` before it ends. After an error it
    /// ends without having executed anything.
    ///
    /// The corresponding C function is `write`.
    public consuming func execute() throws(SystemError) {
        var byte: UInt8 = 1
        _ = try retrying("tell", "process \(pid)") { write(gate.number, &byte, 1) }
    }
}

extension SpawnRequest {
    /// Makes a child ready, as the leader of a session; every descriptor but its three must be close-on-exec here, and all signals
    /// blocked.
    ///
    /// The corresponding C functions are `pipe2`, `fork` and, in the child, `setsid`, `setrlimit` and `execve`.
    ///
    /// - Parameters:
    ///   - mask: its `umask(2)`.
    ///   - word: where it says why it could not execute.
    public func makeReady(
        _ streams: Streams, mask: mode_t, _ word: StartFailures.Word
    ) throws(SystemError) -> ReadyChild {
        let name = printable(arguments.first ?? [])
        let candidates = executables.count == 1 ? executables : executables.filter(\.mayExist)
        if candidates.isEmpty { throw SystemError("execute", name, code: ENOENT) }
        var gate: Int32 = -1
        let pid = withCStrings(candidates.map(\.bytes)) { paths in
            withCStrings(arguments) { argv in
                withCStrings([Array("sh".utf8), []] + arguments.dropFirst()) { shell in
                    withCStrings(environment) { variables in
                        (directory ?? ".").withCString { directory in
                            var program = clinux_program(
                                paths: paths, arguments: argv, shell_arguments: UnsafeMutablePointer(mutating: shell),
                                environment: variables, directory: directory,
                                streams: (streams.input, streams.output, streams.error), mask: mask,
                                limits: (limits ?? ChildLimits()).forC)
                            return clinux_make_ready(&program, &gate, word.place)
                        }
                    }
                }
            }
        }
        if pid < 0 { throw SystemError("execute", name) }
        return ReadyChild(pid: pid, gate: FileDescriptor(owning: gate))
    }
}

/// Why children could not execute: a word for each of them, in memory that they share with this process.
public final class StartFailures {
    /// One child's word; it may be given to another one after its end.
    public struct Word {
        fileprivate let place: UnsafeMutablePointer<Int32>

        /// `errno(3)` of what kept the child from executing; nil where it executes, or may yet. It is final once the child has ended.
        public var code: Int32? { place.pointee == 0 ? nil : place.pointee }
    }

    private let words: UnsafeMutablePointer<Int32>
    private var free: [Word] = []
    private var used = 0

    /// More than there can be processes (`proc(5)`, `pid_max`); a page of them costs memory once it is used.
    private static let capacity = 1 << 22

    /// The corresponding C function is `mmap`.
    public init() throws(SystemError) {
        guard let start = clinux_share_memory(Self.capacity * MemoryLayout<Int32>.size) else {
            throw SystemError("share memory with", "children")
        }
        words = start.bindMemory(to: Int32.self, capacity: Self.capacity)
    }

    deinit { munmap(words, Self.capacity * MemoryLayout<Int32>.size) }

    /// A word that nobody has.
    public func take() throws(SystemError) -> Word {
        if let word = free.popLast() { return word }
        if used == Self.capacity { throw SystemError("share memory with", "a child", code: EAGAIN) }
        defer { used += 1 }
        return Word(place: words + used)
    }

    /// Its child has ended.
    public func giveBack(_ word: Word) { free.append(word) }
}
