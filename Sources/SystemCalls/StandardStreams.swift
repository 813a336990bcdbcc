import Glibc

/// The three streams that a process begins with.
public enum StandardStream: Int32, Sendable {
    case input = 0
    case output = 1
    case error = 2

    /// Writes all of it. The corresponding C function is `write`.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try retrying("write to", "standard \(self)") {
                bytes.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress.map { $0 + written }, $0.count - written) }
            }
        }
    }

    /// Writes a line that is not worth waiting for, or ending: nothing where nobody reads any more, or the reader does not keep up.
    ///
    /// A pipe that `poll(2)` calls writable takes `PIPE_BUF` bytes, 4096, at once: pipe(7).
    public func offer(_ line: String) {
        var request = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        guard poll(&request, 1, 0) == 1, request.revents == Int16(POLLOUT) else { return }
        let before = signal(SIGPIPE, SIG_IGN)
        defer { signal(SIGPIPE, before) }
        try? write(Array(line.utf8.prefix(4095)) + [UInt8(ascii: "\n")])
    }

    /// Reads up to `count` bytes; none at the end. The corresponding C function is `read`.
    public func read(upTo count: Int) throws(SystemError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let length = try retrying("read from", "standard \(self)") { Glibc.read(rawValue, &buffer, count) }
        return Array(buffer.prefix(length))
    }

    /// Reads to the end.
    public func readAll() throws(SystemError) -> [UInt8] {
        var content: [UInt8] = []
        while true {
            let piece = try read(upTo: 1 << 16)
            if piece.isEmpty { return content }
            content += piece
        }
    }

    /// Whether it is a descriptor of this process. The corresponding C function is `fcntl`.
    public var isOpen: Bool { fcntl(rawValue, F_GETFD) != -1 }

    /// The corresponding C function is `isatty`.
    public var isTerminal: Bool { isatty(rawValue) == 1 }
}

/// Opens `/dev/null` for each of the three streams that this process was started without, or the next file opened would take its place.
///
/// It can only be used the other way round, so what reads or writes the stream is told that it is not there (`EBADF`).
public func openMissingStandardStreams() {
    for number in Int32(0)...2 where fcntl(number, F_GETFD) == -1 {
        _ = Glibc.open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
    }
}
