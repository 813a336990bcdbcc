/// What keeps a measurement from being made: a sentence on what happened, and one on what to do.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
