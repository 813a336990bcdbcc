import CLinux
import Glibc

/// Reading, writing and making durable.
extension FileDescriptor {
    /// Reads from the current position to the end.
    ///
    /// - Parameter limit: bytes; a longer file is an error (`EFBIG`), so that no file can exhaust the memory.
    ///
    /// The corresponding C function is `read`.
    public func readAll(limit: Int = 16 << 20) throws(SystemError) -> [UInt8] {
        var content: [UInt8] = []
        var chunk = 4096
        while true {
            let piece = try read(upTo: chunk)
            if piece.isEmpty { return content }
            content += piece
            if content.count > limit { throw SystemError("read", name, code: EFBIG) }
            chunk = min(chunk * 2, 1 << 20)
        }
    }

    /// Reads at most `count` bytes; none at the end of the file. The corresponding C function is `read`.
    public func read(upTo count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(SystemError) {
                initialized = try retrying("read", name) {
                    Glibc.read(number, buffer.baseAddress, count)
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all of `bytes`, however many calls that takes. The corresponding C function is `write`.
    public func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try retrying("write", name) {
                bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress.map { $0 + written }, $0.count - written) }
            }
        }
    }

    /// Reads at most `count` bytes from a place, less at the end of the file. The corresponding C function is `pread`.
    public func read(upTo count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(SystemError) {
                while initialized < count {
                    let piece = try retrying("read", name) {
                        pread(
                            number, buffer.baseAddress.map { $0 + initialized }, count - initialized,
                            offset + initialized)
                    }
                    if piece == 0 { return }
                    initialized += piece
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all of `bytes` to a place, however many calls that takes. The corresponding C function is `pwrite`.
    public func writeAll(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try retrying("write", name) {
                bytes.withUnsafeBytes {
                    pwrite(number, $0.baseAddress.map { $0 + written }, $0.count - written, offset + written)
                }
            }
        }
    }

    /// Where the next bytes lie that are no hole; nil where only a hole is left. The corresponding C function is `lseek` with `SEEK_DATA`.
    public func nextData(from offset: Int) throws(SystemError) -> Int? {
        var isHole = false
        let place = try retrying("seek in", name) {
            let place = lseek(number, offset, Int32(CLINUX_SEEK_DATA))
            isHole = place == -1 && errno == ENXIO
            return isHole ? offset : place
        }
        return isHole ? nil : place
    }

    /// Gives the disk back what lies between two places; it reads as zeros from then on, and the size stays.
    ///
    /// The corresponding C function is `fallocate` with `FALLOC_FL_PUNCH_HOLE`.
    public func punchHole(_ range: Range<Int>) throws(SystemError) {
        _ = try retrying("punch a hole into", name) {
            clinux_punch_hole(number, range.lowerBound, range.count)
        }
    }

    /// Waits until the content, or a directory's entries, are on the disk. The corresponding C function is `fsync`.
    public func sync() throws(SystemError) {
        _ = try retrying("sync", name) { fsync(number) }
    }

    /// Has the kernel begin to write the content, and does not wait for the end: a sync behind it has less to wait for. Whether that was possible
    /// the sync says. The corresponding C function is `sync_file_range` with `SYNC_FILE_RANGE_WRITE`.
    public func startWriting() { _ = clinux_start_writing(number) }

    /// Waits until the content is on the disk, and of the rest what is needed to read it. The corresponding C function is `fdatasync`.
    public func syncData() throws(SystemError) {
        _ = try retrying("sync", name) { fdatasync(number) }
    }

    /// Waits until everything written to this file system is on the disk. The corresponding C function is `syncfs`.
    public func syncFileSystem() throws(SystemError) {
        _ = try retrying("sync the file system of", name) { clinux_syncfs(number) }
    }

    /// Moves the position. The corresponding C function is `lseek`.
    @discardableResult
    public func seek(to offset: Int) throws(SystemError) -> Int {
        try retrying("seek in", name) { lseek(number, offset, SEEK_SET) }
    }
}
