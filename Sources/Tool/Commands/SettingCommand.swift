import CommandLineSyntax
import SpoolModel
import SystemCalls

/// What `spool group`, `spool limit` and `spool pool` have in common.
struct SettingRequest: Sendable {
    /// `set NAME N`, `remove NAME`, `show [NAME]`.
    var operands: [[UInt8]] = []
    /// Of a group, where it is no operand.
    var slots: Int?
    var isJSON = false

    /// What the operands come to.
    private enum Action {
        case set(ResourceName, capacity: Int?)
        case remove(ResourceName)
        case show(ResourceName?)
    }

    /// Carries it out.
    func run(_ kind: Settings.Kind, _ globals: Globals) throws -> Int32 {
        switch try action(kind) {
        case .set(let name, let capacity): try globals.openOrCreateSpool().set(kind, name, capacity: capacity)
        case .remove(let name):
            if try !globals.openSpool().remove(kind, name) { throw Failure("there is no \(kind.rawValue) \(name).") }
        case .show(let name): try show(name, kind, try globals.openSpool())
        }
        return 0
    }

    /// Refuses operands that mean nothing.
    func check(_ kind: Settings.Kind) throws(UsageProblem) { _ = try action(kind) }

    private func action(_ kind: Settings.Kind) throws(UsageProblem) -> Action {
        let word = operands.first.map { String(decoding: $0, as: UTF8.self) } ?? "show"
        let takesSize = word == "set" && kind != .group
        if operands.count > (takesSize ? 3 : 2) { throw .unexpectedOperand(operands[takesSize ? 3 : 2]) }
        let name = operands.count > 1 ? try ValueParser<ResourceName>.resourceName.value(operands[1], of: "NAME") : nil
        switch (word, name) {
        case ("set", let name?):
            if takesSize, operands.count < 3 { throw .missingOperand("N") }
            let size = takesSize ? try ValueParser<Int>.slots.value(operands[2], of: "N") : slots
            return .set(name, capacity: size)
        case ("remove", let name?): return .remove(name)
        case ("show", let name): return .show(name)
        case ("set", nil), ("remove", nil): throw .missingOperand("NAME")
        default: throw .invalidValue(operands[0], of: "ACTION", expected: "set, remove or show")
        }
    }

    private func show(_ name: ResourceName?, _ kind: Settings.Kind, _ spool: Spool) throws {
        let settings = try spool.settings()
        let use = try Occupancy(spool)
        let rows = settings.names(of: kind).filter { name == nil || $0 == name }
        if let name, rows.isEmpty { throw Failure("there is no \(kind.rawValue) \(name).") }
        var text = ""
        if isJSON {
            text = rows.map { json($0, kind, settings, use).serialized + "\n" }.joined()
        } else if !rows.isEmpty {
            var table = Table()
            table.append(
                [kind.rawValue.uppercased(), "SIZE", "IN USE", "WAITING", "STATE"].map { Table.Cell($0, .bold) })
            for name in rows {
                let resource = kind.resource(name)
                table.append([
                    Table.Cell(name.text),
                    Table.Cell(settings.capacity(of: resource).map(String.init) ?? "any"),
                    Table.Cell("\(use.taken[resource, default: 0])"),
                    Table.Cell("\(use.waiting[resource, default: 0])"),
                    Table.Cell(kind == .group && settings.isPaused(name) ? "paused" : ""),
                ])
            }
            let lines = table.lines(width: Terminal.width, isColored: Terminal.hasColor, rightAligned: [1, 2, 3])
            text = lines.map { $0 + "\n" }.joined()
        }
        try StandardStream.output.write(Array(text.utf8))
    }

    private func json(_ name: ResourceName, _ kind: Settings.Kind, _ settings: Settings, _ use: Occupancy) -> JSON {
        let resource = kind.resource(name)
        let size = JSON.optional(settings.capacity(of: resource)) { .number(Int64($0)) }
        return .object(
            [
                ("name", .text(name.text)), ("size", size),
                ("in_use", .number(Int64(use.taken[resource, default: 0]))),
                ("waiting", .number(Int64(use.waiting[resource, default: 0]))),
            ] + (kind == .group ? [("paused", .bool(settings.isPaused(name)))] : []))
    }
}

/// `spool group`: jobs that share a number of slots, and may be paused together.
struct GroupCommand: Command {
    var request = SettingRequest()

    static let syntax = CommandSyntax<GroupCommand>(
        name: "group", summary: "Set, remove or show groups of jobs that share a number of slots.",
        discussion: """
            'spool group set NAME --slots N' makes a group, or changes it: its jobs, submitted with --group NAME, never occupy more than N \
            slots together. Without --slots the group has no limit of its own. Jobs of a group that was removed wait until it is \
            set again. See also 'spool help pause'.
            """,
        defaults: GroupCommand(),
        options: [
            .option("slots", value: "N", as: .slots, help: "With set: the slots of the group.") {
                $0.request.slots = $1
            },
            .flag("json", help: "With show: print one JSON object a line.") { $0.request.isJSON = true },
        ],
        operands: .list(
            "WORD", as: .bytes,
            help: "'set NAME', 'remove NAME', or 'show' with a NAME or without; 'show' unless given."
        ) { $0.request.operands = $1 },
        examples: [Example("spool group set blast --slots 2", "Run at most two jobs of the group blast at once.")],
        check: { (options) throws(UsageProblem) in try options.request.check(.group) })

    func run(_ globals: Globals) throws -> Int32 { try request.run(.group, globals) }
}

/// `spool limit`: what bears only so many users at a time.
struct LimitCommand: Command {
    var request = SettingRequest()

    static let syntax = CommandSyntax<LimitCommand>(
        name: "limit", summary: "Set, remove or show limits: a licence, a database, whatever bears only so many jobs.",
        discussion: """
            'spool limit set NAME N' says that there are N of it. A job submitted with --limit NAME=K has K of them while it runs, of an \
            array each task. For something that only one job may use at a time --lock NAME is enough, and needs no limit.
            """,
        defaults: LimitCommand(),
        options: [.flag("json", help: "With show: print one JSON object a line.") { $0.request.isJSON = true }],
        operands: .list(
            "WORD", as: .bytes,
            help: "'set NAME N', 'remove NAME', or 'show' with a NAME or without; 'show' unless given."
        ) { $0.request.operands = $1 },
        examples: [Example("spool limit set licence 3", "There are three licences.")],
        check: { (options) throws(UsageProblem) in try options.request.check(.limit) })

    func run(_ globals: Globals) throws -> Int32 { try request.run(.limit, globals) }
}

/// `spool pool`: numbered pieces, of which each job is told which ones it has.
struct PoolCommand: Command {
    var request = SettingRequest()

    static let syntax = CommandSyntax<PoolCommand>(
        name: "pool", summary: "Set, remove or show pools of numbered pieces, such as GPUs.",
        discussion: """
            'spool pool set gpu 4' says that there are 4 of them, with the numbers 0 to 3. A job submitted with --use gpu=2 has two of them to \
            itself while it runs, and finds their numbers in the variable SPOOL_POOL_GPU, such as 0,3: the name in capitals, with _ for -.
            """,
        defaults: PoolCommand(),
        options: [.flag("json", help: "With show: print one JSON object a line.") { $0.request.isJSON = true }],
        operands: .list(
            "WORD", as: .bytes,
            help: "'set NAME N', 'remove NAME', or 'show' with a NAME or without; 'show' unless given."
        ) { $0.request.operands = $1 },
        examples: [Example("spool pool set gpu 4", "There are four GPUs.")],
        check: { (options) throws(UsageProblem) in try options.request.check(.pool) })

    func run(_ globals: Globals) throws -> Int32 { try request.run(.pool, globals) }
}
