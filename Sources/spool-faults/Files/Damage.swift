import Glibc
import SystemCalls

/// What can be wrong with a file of a spool.
enum Damage: String, CaseIterable {
    case truncated, flipped, zeroed, number, field, huge, large, missing
    case symbolicLink, linkUpwards, fifo, device, hardLink, otherOwner, directory, hostileName

    /// Damages one file, or replaces a directory.
    ///
    /// - Parameter outside: a file that is not of the spool, for links.
    func apply(to path: FilePath, outside: FilePath, in bench: Bench, _ chance: inout Chance) throws {
        let here = FileDescriptor.workingDirectory
        guard let kind = try here.statusIfPresent(of: path)?.kind else { return }
        switch self {
        case .truncated, .flipped, .zeroed, .number, .field:
            if kind == .regular { try rewrite(path, &chance) }
        case .huge:
            if kind == .regular { truncate("\(path)", 1 << 30) }
        case .large:
            if kind == .regular { truncate("\(path)", 2 << 20) }
        case .otherOwner: lchown("\(path)", 12345, 12345)
        case .hostileName:
            try here.rename(
                path, to: path.parent / FilePath(bytes: [0x1b, 0x5b, 0x32, 0x4a, 0xff, 0x0a, 0xe2, 0x80, 0xae]))
        case .missing: try remove(path, kind, bench)
        case .symbolicLink:
            try remove(path, kind, bench)
            symlink(kind == .directory ? "\(outside.parent)" : "\(outside)", "\(path)")
        case .linkUpwards:
            try remove(path, kind, bench)
            symlink("..", "\(path)")
        case .fifo:
            try remove(path, kind, bench)
            mkfifo("\(path)", 0o600)
        case .device:
            try remove(path, kind, bench)
            // `/dev/zero`, which never ends.
            mknod("\(path)", S_IFCHR | 0o600, 0x105)
        case .hardLink:
            try remove(path, kind, bench)
            try here.link(outside, as: path, in: here)
        case .directory:
            try remove(path, kind, bench)
            try here.makeDirectory(path)
        }
    }

    private func remove(_ path: FilePath, _ kind: FileStatus.Kind, _ bench: Bench) throws {
        if kind == .directory { try bench.deleteTree(path) } else { try FileDescriptor.workingDirectory.unlink(path) }
    }

    private func rewrite(_ path: FilePath, _ chance: inout Chance) throws {
        let file = try FileDescriptor.workingDirectory.open(path, O_RDWR)
        let content = changed(try file.readAll(), &chance)
        try file.writeAll(content, at: 0)
        ftruncate(file.number, content.count)
    }

    /// A content with something wrong; for the kinds that are about content.
    func changed(_ content: [UInt8], _ chance: inout Chance) -> [UInt8] {
        guard !content.isEmpty else { return content }
        var content = content
        let place = Int(chance.next(below: UInt64(content.count)))
        switch self {
        case .truncated: content.removeLast(content.count - place)
        case .flipped: content[place] ^= UInt8(truncatingIfNeeded: 1 << chance.next(below: 8))
        case .zeroed:
            let end = min(content.count, place + 1 + Int(chance.next(below: 16)))
            for index in place..<end { content[index] = 0 }
        case .number: Self.replaceNumber(in: &content, from: place, &chance)
        case .field: Self.repeatOrDropField(in: &content, at: place, &chance)
        default: break
        }
        return content
    }

    private static let extremes = [
        "0", "-1", "", "00", "1", "9223372036854775807", "-9223372036854775808", "18446744073709551615", "4294967296",
        "2147483648", "999999999999999999", "99999999999999999999999", "1e9", "0x10", "10000000", "30001",
    ]

    /// Puts another number for the next one.
    private static func replaceNumber(in content: inout [UInt8], from place: Int, _ chance: inout Chance) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard
            let start = content[place...].firstIndex(where: digits.contains)
                ?? content.firstIndex(where: digits.contains)
        else { return }
        let end = content[start...].firstIndex { !digits.contains($0) } ?? content.endIndex
        let number = extremes[Int(chance.next(below: UInt64(extremes.count)))]
        content.replaceSubrange(start..<end, with: number.utf8)
    }

    /// Takes a field away, or gives it twice.
    private static func repeatOrDropField(in content: inout [UInt8], at place: Int, _ chance: inout Chance) {
        let ends: Set<UInt8> = [0, UInt8(ascii: "\n")]
        let start = content[..<place].lastIndex { ends.contains($0) }.map { $0 + 1 } ?? 0
        let end = content[place...].firstIndex { ends.contains($0) }.map { $0 + 1 } ?? content.endIndex
        if chance.next(below: 2) == 0 || start >= end {
            content.removeSubrange(min(start, end)..<end)
        } else {
            content.insert(contentsOf: content[start..<end], at: end)
        }
    }
}
