import CLinux
import Glibc

/// A set of descriptors to wait on, each with a number of the caller's choice.
public struct EventQueue: ~Copyable, Sendable {
    private let descriptor: FileDescriptor

    /// The corresponding C function is `epoll_create1`.
    public init() throws(SystemError) {
        descriptor = FileDescriptor(
            owning: try retrying("create", "an event queue") { epoll_create1(Int32(EPOLL_CLOEXEC)) })
    }

    /// Reports `key` for as long as the descriptor is readable. The corresponding C function is `epoll_ctl`.
    public func add(_ watched: borrowing FileDescriptor, key: UInt64) throws(SystemError) {
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data(u64: key))
        let number = watched.number
        _ = try retrying("watch", watched.name) {
            epoll_ctl(descriptor.number, EPOLL_CTL_ADD, number, &event)
        }
    }

    /// The keys of the descriptors that are readable; none after the time given. The corresponding C function is `epoll_wait`.
    ///
    /// - Parameter milliseconds: nil waits without end.
    public func wait(milliseconds: Int64?) throws(SystemError) -> [UInt64] {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        let timeout = Int32(clamping: milliseconds.map { max(0, $0) } ?? -1)
        let count = try retrying("wait for", "events") { epoll_wait(descriptor.number, &events, 64, timeout) }
        return events.prefix(Int(count)).map(\.data.u64)
    }
}

/// Changes of files and directories, as a hint to look again: `inotify(7)`.
public struct ChangeWatch: ~Copyable, Sendable {
    public let descriptor: FileDescriptor

    /// What to hear of.
    public enum Interest: Sendable {
        /// An existing file was touched or written.
        case touched
        /// A name came into the directory, by rename or new.
        case entries
        /// A name left the directory by rename.
        case departures
        /// The file or directory itself was renamed or deleted.
        case itself

        var mask: UInt32 {
            switch self {
            case .touched: UInt32(IN_ATTRIB | IN_MODIFY)
            case .entries: UInt32(IN_MOVED_TO | IN_CREATE)
            case .departures: UInt32(IN_MOVED_FROM)
            case .itself: UInt32(IN_MOVE_SELF | IN_DELETE_SELF)
            }
        }
    }

    /// The corresponding C function is `inotify_init1`.
    public init() throws(SystemError) {
        descriptor = FileDescriptor(
            owning: try retrying("create", "a watch") {
                inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
            })
    }

    /// Watches what a descriptor stands for, whatever its name is by now. The corresponding C function is `inotify_add_watch`.
    public func add(_ watched: borrowing FileDescriptor, for interest: Interest) throws(SystemError) {
        let path: FilePath = "/proc/self/fd/\(watched.number)"
        _ = try retrying("watch", at: path) {
            path.withCString { inotify_add_watch(descriptor.number, $0, interest.mask | UInt32(IN_MASK_ADD)) }
        }
    }

    /// What has been reported since the last call.
    public struct Changes: Sendable {
        /// The names that came into a watched directory, or left it.
        public var names: [FilePath] = []
        /// Whether some of it is not known: there was too much, or it could not be read.
        public var isIncomplete = false
        /// Whether files were touched or written, and nothing else was reported.
        public var areTouches = false
    }

    /// Takes what has been reported, and forgets it. The corresponding C function is `read`.
    @discardableResult
    public func take() -> Changes {
        var changes = Changes()
        var events: UInt32 = 0
        withUnsafeTemporaryAllocation(byteCount: 16384, alignment: 8) { buffer in
            while true {
                let count = read(descriptor.number, buffer.baseAddress, buffer.count)
                if count <= 0 {
                    if count < 0, errno != EAGAIN { changes.isIncomplete = true }
                    return
                }
                var offset = 0
                while offset < count {
                    let event = buffer.load(fromByteOffset: offset, as: inotify_event.self)
                    let start = offset + MemoryLayout<inotify_event>.size
                    let name = buffer[start..<(start + Int(event.len))].prefix { $0 != 0 }
                    if !name.isEmpty { changes.names.append(FilePath(bytes: name)) }
                    events |= event.mask
                    if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { changes.isIncomplete = true }
                    offset = start + Int(event.len)
                }
            }
        }
        changes.areTouches = !changes.isIncomplete && events != 0 && events & ~Interest.touched.mask == 0
        return changes
    }

    /// Waits until something is reported, and forgets it; false where nothing was within the time given.
    ///
    /// - Parameter milliseconds: nil waits without end.
    @discardableResult
    public func wait(milliseconds: Int64?) throws(SystemError) -> Bool {
        let ready = try waitForInput([descriptor.number], milliseconds: milliseconds)
        take()
        return ready[0]
    }
}

/// Waits until one of the descriptors is readable or at its end; which of them are.
///
/// The corresponding C function is `poll`.
public func waitForInput(_ descriptors: [Int32], milliseconds: Int64?) throws(SystemError) -> [Bool] {
    var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let timeout = Int32(clamping: milliseconds.map { max(0, $0) } ?? -1)
    _ = try retrying("wait for", "input") { poll(&polled, nfds_t(polled.count), timeout) }
    return polled.map { $0.revents != 0 }
}
