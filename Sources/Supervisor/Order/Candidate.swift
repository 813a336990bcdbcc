import SpoolModel

/// A job that waits for room, the first of all with the same needs; or an array that runs, for further tasks of it.
struct Candidate: Hashable {
    let rank: Rank
    let kind: Kind
    /// Where it lies.
    let state: JobState
    /// How many commands it would start if there were room.
    var commands = 1

    /// What jobs have in common of which the first in the order is as good as any other.
    struct Kind: Hashable {
        var needs = Needs()
        var machine = MachineCondition()
    }
}
