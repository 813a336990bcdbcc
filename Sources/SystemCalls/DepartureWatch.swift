import CLinux
import Glibc

/// Tells of names that leave directories by rename, as a hint to look again.
public final class DepartureWatch {
    private enum Means {
        /// `inotify(7)`: any number of names, but to close it takes the kernel some 15 ms, which its user waits for.
        case named(Names)
        /// `F_NOTIFY` in `fcntl(2)`: SIGIO, and no names. It needs the directories open, and every thread to keep SIGIO blocked.
        case signals(Signals)
    }

    private final class Names {
        let watch: ChangeWatch

        init() throws(SystemError) { watch = try ChangeWatch() }
    }

    private final class Signals {
        let watch: SignalWatch
        var folders: [OpenFolder] = []

        init() throws(SystemError) { watch = try SignalWatch([SIGIO]) }
    }

    private final class OpenFolder {
        let descriptor: FileDescriptor

        init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
    }

    private let means: Means

    /// - Parameter isShort: for a process of one thread that looks at little: it is told no names, and ends sooner.
    public init(isShort: Bool) throws(SystemError) {
        means = isShort ? .signals(try Signals()) : .named(try Names())
    }

    /// Becomes readable when something is reported.
    public var number: Int32 {
        switch means {
        case .named(let names): names.watch.descriptor.number
        case .signals(let signals): signals.watch.descriptor.number
        }
    }

    /// Lends the descriptor of that number.
    public func withDescriptor(_ body: (borrowing FileDescriptor) throws -> Void) rethrows {
        switch means {
        case .named(let names): try body(names.watch.descriptor)
        case .signals(let signals): try body(signals.watch.descriptor)
        }
    }

    /// The corresponding C functions are `inotify_add_watch` and `fcntl`.
    public func add(_ folder: consuming FileDescriptor) throws(SystemError) {
        switch means {
        case .named(let names): try names.watch.add(folder, for: .departures)
        case .signals(let signals):
            let number = folder.number
            _ = try retrying("watch", folder.name) { clinux_notify_of_departures(number) }
            signals.folders.append(OpenFolder(folder))
        }
    }

    /// Takes what has been reported since the last call, and forgets it.
    public func take() -> ChangeWatch.Changes {
        switch means {
        case .named(let names): return names.watch.take()
        case .signals(let signals):
            var changes = ChangeWatch.Changes()
            while signals.watch.next() != nil { changes.isIncomplete = true }
            return changes
        }
    }
}
