import CLinux
import Glibc

/// Locks that the kernel frees when the last descriptor of the open file is gone, however its holder ended.
extension FileDescriptor {
    /// Takes an exclusive lock that descriptors inherited by a child share; false where somebody else has it.
    ///
    /// The corresponding C function is `flock`.
    public func tryLock() throws(SystemError) -> Bool {
        do throws(SystemError) {
            _ = try retrying("lock", name) { flock(number, LOCK_EX | LOCK_NB) }
            return true
        } catch {
            if error.code == EWOULDBLOCK { return false }
            throw error
        }
    }

    /// Takes the same lock, and waits until nobody else has it. The corresponding C function is `flock`.
    public func lock() throws(SystemError) {
        _ = try retrying("lock", name) { flock(number, LOCK_EX) }
    }

    /// Gives up the lock of `tryLock`. The corresponding C function is `flock`.
    public func unlock() { _ = flock(number, LOCK_UN) }

    /// Takes an exclusive lock on a file open for writing; false where somebody else has it.
    ///
    /// The corresponding C function is `fcntl` with `F_OFD_SETLK`.
    public func tryRecordLock() throws(SystemError) -> Bool {
        var lock = Self.wholeFile
        do throws(SystemError) {
            _ = try retrying("lock", name) { fcntl(number, Int32(CLINUX_OFD_SETLK), &lock) }
            return true
        } catch {
            if error.code == EAGAIN || error.code == EACCES { return false }
            throw error
        }
    }

    /// Whether somebody else has the lock of `tryRecordLock`; asks without taking it.
    ///
    /// The corresponding C function is `fcntl` with `F_OFD_GETLK`.
    public func isRecordLockedByOther() throws(SystemError) -> Bool {
        var lock = Self.wholeFile
        _ = try retrying("query the lock of", name) {
            fcntl(number, Int32(CLINUX_OFD_GETLK), &lock)
        }
        return lock.l_type != Int16(F_UNLCK)
    }

    private static var wholeFile: Glibc.flock {
        Glibc.flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
    }
}
