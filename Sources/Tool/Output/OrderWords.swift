import SpoolModel
import SystemCalls

extension Words {
    /// What a job waits for beside slots, in a few words; nil where it is nothing.
    static func conditions(_ order: JobOrder) -> String? {
        let conditions = order.conditions
        var words: [String] = []
        if let time = conditions.notBefore, time > WallClock.milliseconds {
            words.append("at \(Words.time(milliseconds: time))")
        }
        if !conditions.dependencies.isEmpty {
            words.append("after " + conditions.dependencies.map(Words.dependency).joined(separator: ","))
        }
        if let load = conditions.machine.mostLoad { words.append("load at most \(decimal(load))") }
        if let memory = conditions.machine.leastMemory { words.append("memory of \(Words.size(bytes: memory))") }
        let needs = order.needs
        if let group = needs.group { words.append("group \(group)") }
        words += needs.named.sorted { $0.key.description < $1.key.description }.map { resource, amount in
            amount == 1 ? resource.description : "\(resource)=\(amount)"
        }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    /// As it is typed.
    static func dependency(_ dependency: Dependency) -> String {
        dependency.requirement == .ok ? dependency.subject : dependency.description
    }
}

extension FactList {
    /// When a job may start, and before or after which others, as far as that was said.
    static func order(_ order: JobOrder) -> FactList {
        var list = FactList()
        list.append("priority", order.priority == 0 ? nil : String(order.priority))
        list.append("slots", order.needs.slots > 1 ? String(order.needs.slots) : nil)
        list.append("waits for", Words.conditions(order).map { printable($0) })
        if order.conditions.onUnmet != .cancel { list.append("on unmet", order.conditions.onUnmet.rawValue) }
        return list
    }
}

extension JSON {
    static func order(_ order: JobOrder) -> JSON {
        func amounts(_ pick: (Resource) -> ResourceName?) -> JSON {
            .object(
                order.needs.named.compactMap { resource, amount in
                    pick(resource).map { ($0.text, JSON.number(Int64(amount))) }
                }.sorted { $0.0 < $1.0 })
        }
        let conditions = order.conditions
        return .object([
            ("priority", .number(Int64(order.priority))),
            ("slots", .number(Int64(order.needs.slots))),
            ("group", .optional(order.needs.group) { .text($0.text) }),
            ("limits", amounts { if case .limit(let name) = $0 { name } else { nil } }),
            ("locks", amounts { if case .lock(let name) = $0 { name } else { nil } }),
            ("pools", amounts { if case .pool(let name) = $0 { name } else { nil } }),
            ("not_before_ms", .optional(conditions.notBefore, JSON.number)),
            ("after", .array(conditions.dependencies.map { .text($0.description) })),
            ("on_unmet", .text(conditions.onUnmet.rawValue)),
            ("max_load_percent", .optional(conditions.machine.mostLoad) { .number(Int64($0)) }),
            ("min_memory_bytes", .optional(conditions.machine.leastMemory, JSON.number)),
        ])
    }
}
