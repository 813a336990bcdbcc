import Glibc
import SystemCalls

/// A small ext4 on a loop device, whose power can be cut.
///
/// It writes by itself every 300 s only, so that what nobody synced is lost.
struct SmallDisk {
    private let device: String
    private let point: FilePath
    private let options: String

    /// Makes it, and mounts it at `disk` in the bench.
    ///
    /// - Parameters:
    ///   - size: as `truncate` takes it.
    ///   - format: options of `mkfs.ext4`.
    init(in bench: Bench, size: String = "32M", format: [String] = [], options: String) throws {
        let image = "\(bench.base)/image"
        try? FileDescriptor.workingDirectory.unlink(FilePath(image))
        try Self.run(["truncate", "-s", size, image], in: bench)
        try Self.run(["mkfs.ext4", "-q", "-m", "0"] + format + [image], in: bench)
        device = try Self.run(["losetup", "-f", "--show", image], in: bench).filter { $0 != "\n" }
        point = bench.base / "disk"
        self.options = "commit=300" + (options.isEmpty ? "" : "," + options)
        try FileDescriptor.workingDirectory.makeDirectoryIfAbsent(point)
        try mount()
    }

    @discardableResult
    private static func run(_ words: [String], in bench: Bench) throws -> String {
        let result = try bench.run(words, files: "disk")
        if !result.isSuccess { throw SweepError("'\(words.joined(separator: " "))' failed: \(result.error)") }
        return result.output
    }

    private func mount() throws {
        if Glibc.mount(device, "\(point)", "ext4", 0, options) != 0 { throw SystemError("mount", "\(point)") }
    }

    /// Waits until all that was done is on the device: the deletion of an earlier spool, too.
    func sync() throws { try FileDescriptor.workingDirectory.openDirectory(point).syncFileSystem() }

    /// From here on nothing reaches the device, not even what a sync under way was about to write; every later call fails.
    ///
    /// The corresponding C function is `ioctl` with `EXT4_IOC_SHUTDOWN` and `EXT4_GOING_FLAGS_NOLOGFLUSH` (Linux, fs/ext4/ext4.h).
    func cutPower() throws {
        let root = try FileDescriptor.workingDirectory.openDirectory(point)
        var flags: UInt32 = 2
        if ioctl(root.number, UInt(0x8004_587d), &flags) != 0 { throw SystemError("shut down", "\(point)") }
    }

    /// Mounts again what the device holds, once nobody uses it any more.
    func restorePower() throws {
        try unmount()
        try mount()
    }

    private func unmount() throws {
        let end = SteadyClock.microseconds + 10_000_000
        while umount2("\(point)", 0) != 0 {
            if errno != EBUSY || SteadyClock.microseconds > end { throw SystemError("unmount", "\(point)") }
            rest(milliseconds: 2)
        }
    }

    /// Unmounts it, and frees the loop device.
    func takeAway(_ bench: Bench) {
        umount2("\(point)", Int32(MNT_DETACH))
        _ = try? Self.run(["losetup", "-d", device], in: bench)
    }
}
