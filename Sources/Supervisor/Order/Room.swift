import SpoolModel

/// How much of everything is free.
struct Room {
    private let slots: Int
    private let settings: Settings
    private var taken: [Resource: Int]

    /// - Parameters:
    ///   - slots: how many there are.
    ///   - taken: what running jobs have.
    init(slots: Int, _ settings: Settings, taken: [Resource: Int]) {
        self.slots = slots
        self.settings = settings
        self.taken = taken
    }

    /// How much there is, free or not; nil for any number.
    private func capacity(of resource: Resource) -> Int? {
        resource == .slots ? slots : settings.capacity(of: resource)
    }

    /// Less than none where more was taken, or is kept for somebody, than there is.
    func free(_ resource: Resource) -> Int {
        capacity(of: resource).map { $0 - taken[resource, default: 0] } ?? .max
    }

    /// What there is too little of at present.
    func shortages(of needs: Needs) -> Set<Resource> {
        Set(needs.amounts.filter { free($0.key) < $0.value }.keys)
    }

    /// Whether there would be enough if nothing ran.
    func couldEverHold(_ needs: Needs) -> Bool {
        needs.amounts.allSatisfy { resource, amount in capacity(of: resource).map { $0 >= amount } ?? true }
    }

    /// How many commands with these needs there is room for; less than none where there are too many of them.
    func commands(with needs: Needs) -> Int {
        needs.amounts.map { resource, amount in
            let free = free(resource)
            return free == .max ? .max : free >= 0 ? free / amount : -((-free + amount - 1) / amount)
        }.min() ?? .max
    }

    /// Keeps what a job lacks for it, and what it needs beside that, but for slots while it could not use them.
    mutating func keep(_ needs: Needs, lacking: Set<Resource>) {
        let keepsSlots = lacking == [.slots]
        for (resource, amount) in needs.amounts where keepsSlots || resource != .slots {
            taken[resource, default: 0] += amount
        }
    }
}
