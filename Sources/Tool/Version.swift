/// What is released; both change together.
enum Version {
    static let number = "0.1.0"
    /// The day, so that the same sources give the same manual page on every day.
    static let date = "2026-11-23"
}
