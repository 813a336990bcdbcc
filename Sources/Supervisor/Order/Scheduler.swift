import SpoolModel

/// Which job starts next: the first in the order for which there is room.
///
/// A job that does not fit lets those behind it pass, so nothing stands idle for its sake; but only so many of them that took what it
/// lacks. From then on that is kept for it, so that it comes to its turn.
struct Scheduler {
    /// How often each job was passed by one that took something which it lacks.
    private var passes: [JobID: Int] = [:]

    /// What is to be done.
    enum Decision: Equatable {
        case start(Candidate)
        /// Nothing fits.
        ///
        /// - Parameter _: of each job for which there could be room, in the order.
        case wait([Lack])
    }

    /// How much is missing for a job.
    struct Lack: Equatable {
        let rank: Rank
        /// For one command.
        let least: [Resource: Int]
        /// For all that it could start.
        let most: [Resource: Int]
    }

    /// - Parameters:
    ///   - candidates: in any order.
    ///   - patience: how many others may pass a job.
    mutating func decide(_ candidates: [Candidate], _ room: Room, patience: Int) -> Decision {
        var room = room
        var passedOver: [(id: JobID, lacking: Set<Resource>)] = []
        var lacks: [Lack] = []
        for candidate in candidates.sorted(by: { $0.rank < $1.rank }) {
            let needs = candidate.kind.needs
            let lacking = room.shortages(of: needs)
            if lacking.isEmpty {
                for other in passedOver where !other.lacking.isDisjoint(with: needs.amounts.keys) {
                    passes[other.id, default: 0] += 1
                }
                passes[candidate.rank.id] = nil
                return .start(candidate)
            }
            if !room.couldEverHold(needs) { continue }
            lacks.append(Lack(candidate, lacking, of: room))
            passedOver.append((candidate.rank.id, lacking))
            if passes[candidate.rank.id, default: 0] >= patience { room.keep(needs, lacking: lacking) }
        }
        return .wait(lacks)
    }

    /// The job is not to be started any more.
    mutating func forget(_ id: JobID) { passes[id] = nil }
}

extension Scheduler.Lack {
    fileprivate init(_ candidate: Candidate, _ lacking: Set<Resource>, of room: Room) {
        let amounts = candidate.kind.needs.amounts.filter { lacking.contains($0.key) }
        rank = candidate.rank
        least = Dictionary(uniqueKeysWithValues: amounts.map { ($0.key, $0.value - room.free($0.key)) })
        most = Dictionary(
            uniqueKeysWithValues: amounts.map { ($0.key, $0.value * candidate.commands - room.free($0.key)) })
    }
}
