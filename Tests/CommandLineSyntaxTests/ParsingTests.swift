import CommandLineSyntax
import Testing

struct ParsingTests {
    @Test func `every way to type a value gives the same value`() throws {
        let expected = Invocation.run(
            SampleAction.fire(FireOptions(name: bytes("jug"), command: [bytes("pot")])), Globals())
        #expect(try parse("fire", "--name", "jug", "pot") == expected)
        #expect(try parse("fire", "--name=jug", "pot") == expected)
        #expect(try parse("fire", "-n", "jug", "pot") == expected)
        #expect(try parse("fire", "-njug", "pot") == expected)
    }

    @Test func `a cluster is flags and at most one value`() throws {
        #expect(
            try parse("fire", "-qt90", "pot")
                == .run(.fire(FireOptions(time: .seconds(90), quiet: true, command: [bytes("pot")])), Globals()))
        #expect(
            try parse("fire", "-qt", "90", "pot")
                == .run(.fire(FireOptions(time: .seconds(90), quiet: true, command: [bytes("pot")])), Globals()))
        #expect(try parse("list", "-lx-1") == .run(.list(ListOptions(offset: -1, isLong: true)), Globals()))
    }

    @Test func `the options of a command to run are passed on`() throws {
        let pot = ["pot", "-w", "--name", "x", "--", "--kiln"].map(bytes)
        #expect(
            try sampleTool.parse([bytes("fire"), bytes("-q")] + pot)
                == .run(.fire(FireOptions(quiet: true, command: pot)), Globals()))
    }

    @Test func `a double dash ends the options`() throws {
        #expect(
            try parse("fire", "-q", "--", "-w", "--", "x")
                == .run(.fire(FireOptions(quiet: true, command: ["-w", "--", "x"].map(bytes))), Globals()))
        #expect(try parse("--", "clean") == .run(.clean(CleanOptions()), Globals()))
        #expect(message("list", "--", "-l").hasPrefix("kiln: list: invalid value '-l' for 'ID'."))
    }

    @Test func `a single dash is an operand`() throws {
        #expect(try parse("fire", "-", "-w") == .run(.fire(FireOptions(command: ["-", "-w"].map(bytes))), Globals()))
    }

    @Test func `options and operands may be mixed in any order`() throws {
        let expected = Invocation.run(
            SampleAction.list(ListOptions(glazes: [.celadon], offset: 2, isLong: true, ids: [7, 8])), Globals())
        let pieces = [["--glazes=celadon"], ["-x", "2"], ["--long"], ["7"], ["8"]]
        for order in permutations(of: Array(pieces.indices)) where order.filter({ $0 >= 3 }) == [3, 4] {
            let arguments = ["list"] + order.flatMap { pieces[$0] }
            #expect(try sampleTool.parse(arguments.map(bytes)) == expected, "\(arguments)")
        }
    }

    @Test func `global options are accepted before and after the command`() throws {
        let expected = Invocation.run(SampleAction.clean(CleanOptions()), Globals(kiln: bytes("/k")))
        #expect(try parse("--kiln", "/k", "clean") == expected)
        #expect(try parse("clean", "--kiln=/k") == expected)
        #expect(try parse("--kiln", "/other", "clean", "--kiln", "/k") == expected)
    }

    @Test func `a value may look like an option`() throws {
        #expect(try parse("list", "--offset", "-1") == .run(.list(ListOptions(offset: -1)), Globals()))
        #expect(
            try parse("fire", "--name", "--wait", "pot")
                == .run(.fire(FireOptions(name: bytes("--wait"), command: [bytes("pot")])), Globals()))
    }

    @Test func `an attached value may be empty and may hold equals signs`() throws {
        #expect(
            try parse("fire", "--name=", "--mark=a=b=c", "--mark", "d=", "pot")
                == .run(
                    .fire(
                        FireOptions(
                            name: [],
                            marks: [
                                Assignment(name: bytes("a"), value: bytes("b=c")),
                                Assignment(name: bytes("d"), value: []),
                            ],
                            command: [bytes("pot")])), Globals()))
    }

    @Test func `the last of several values counts`() throws {
        #expect(
            try parse("fire", "--shelves=2", "--shelves=3", "pot")
                == .run(.fire(FireOptions(shelves: 3, command: [bytes("pot")])), Globals()))
    }

    @Test func `every byte but zero survives in values and operands`() throws {
        let all = Array(UInt8(1)...255)
        let expected = Invocation.run(
            SampleAction.fire(FireOptions(name: all, command: [all, all])), Globals(kiln: all))
        #expect(
            try sampleTool.parse([bytes("--kiln=") + all, bytes("fire"), bytes("-n") + all, all, all]) == expected)
        #expect(
            try sampleTool.parse([bytes("fire"), bytes("--kiln"), all, bytes("--name=") + all, all, all]) == expected)
    }

    @Test func `help wins over the errors around it`() throws {
        let fire = try #require(sampleTool.description.command(named: "fire"))
        #expect(try parse("fire", "--help") == .help(fire))
        #expect(try parse("fire", "--shelves", "many", "-wqh", "--bogus") == .help(fire))
        #expect(try parse("--help", "bogus") == .help(nil))
        #expect(try parse("-h") == .help(nil))
    }

    @Test func `the command help explains the tool or a command`() throws {
        #expect(try parse("help") == .help(nil))
        #expect(try parse("help", "list") == .help(sampleTool.description.command(named: "list")))
        #expect(try parse("help", "help") == .help(sampleTool.description.command(named: "help")))
    }

    @Test func `version is asked for before a command only`() throws {
        #expect(try parse("--version") == .version)
        #expect(try parse("-V", "clean") == .version)
        #expect(message("clean", "-V") == "kiln: clean: unknown option '-V'. See 'kiln help clean'.")
    }
}

private func permutations(of items: [Int]) -> [[Int]] {
    guard let first = items.first else { return [[]] }
    return permutations(of: Array(items.dropFirst())).flatMap { rest in
        (0...rest.count).map { Array(rest[..<$0]) + [first] + Array(rest[$0...]) }
    }
}
