import SystemCalls

/// Reads what a command has written so far: its head, a mark, and its tail, where it is longer than it may be.
///
/// The command may be writing, and its shepherd giving back to the disk what lies between head and tail.
public final class OutputReader {
    private let file: FileDescriptor
    private let budget: OutputBudget?
    private var position = 0
    private var last: UInt8?

    /// - Parameter budget: nil where all that is written is kept.
    public init(_ file: consuming FileDescriptor, budget: OutputBudget?) {
        self.file = file
        self.budget = budget
    }

    public var descriptor: FileDescriptor { _read { yield file } }

    /// Passes on, piece by piece, what has come since the last call.
    public func readNews(_ body: ([UInt8]) throws -> Void) throws {
        // What comes meanwhile is for the next call, or a fast writer would keep this one for ever.
        let end = try file.status().size
        while position < end {
            let piece = try nextPiece()
            if piece.isEmpty { return }
            last = piece.last
            try body(piece)
        }
    }

    private func nextPiece() throws(SystemError) -> [UInt8] {
        if let cut = try cut(), cut.contains(position) { return skip(to: cut.upperBound) }
        var piece = try file.read(upTo: Self.pieceSize, at: position)
        // What was read may not be there any more.
        if let cut = try cut() {
            if cut.contains(position) { return skip(to: cut.upperBound) }
            if position < cut.lowerBound { piece = Array(piece.prefix(cut.lowerBound - position)) }
        }
        position += piece.count
        return piece
    }

    private func skip(to end: Int) -> [UInt8] {
        defer { position = end }
        return OutputBudget.mark(end - position, after: last)
    }

    private func cut() throws(SystemError) -> Range<Int>? {
        guard let budget else { return nil }
        return budget.cut(of: try file.status().size)
    }

    private static let pieceSize = 1 << 16
}
