import CommandLineSyntax
import Testing

struct CompletionTests {
    private let tool = sampleTool.description

    /// What bash offers for a command line whose last word is being typed.
    private func bash(_ words: String...) throws -> [String] {
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let script = """
            \(tool.bashCompletion())
            COMP_WORDS=(\(quoted)) COMP_CWORD=\(words.count - 1)
            _kiln
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let (output, _) = try InstalledProgram.bash.run(["--norc"], on: script)
        return output.split(separator: "\n").map(String.init)
    }

    /// What fish offers at the end of a command line.
    private func fish(_ line: String) throws -> [String] {
        let script = tool.fishCompletion() + "complete -C '\(line)'\n"
        let (output, _) = try InstalledProgram.fish.run(["--no-config"], on: script)
        return output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    }

    @Test(.enabled(if: InstalledProgram.bash.isInstalled, "bash is not installed"))
    func `bash offers commands, options and values`() throws {
        #expect(try bash("kiln", "") == ["fire", "list", "show", "clean", "help"])
        #expect(try bash("kiln", "--kiln", "/usr", "fi") == ["fire"])
        #expect(try bash("kiln", "-") == ["--kiln", "--help", "--version"])
        #expect(try bash("kiln", "list", "7", "--") == ["--long", "--glazes", "--offset", "--kiln", "--help"])
        #expect(try bash("kiln", "fire", "--glaze", "ce") == ["celadon"])
        #expect(try bash("kiln", "list", "--glazes", "clear,te") == ["clear,tenmoku"])
        #expect(try bash("kiln", "list", "2") == ["22", "23"])
        #expect(try bash("kiln", "--kiln", "/us") == ["/usr"])
        #expect(try bash("kiln", "help", "") == ["fire", "list", "show", "clean"])
        #expect(try bash("kiln", "help", "fire", "") == [])
        #expect(try bash("kiln", "fire", "--name", "") == [])
    }

    @Test(.enabled(if: InstalledProgram.bash.isInstalled, "bash is not installed"))
    func `bash completes values behind an equals sign, split or not`() throws {
        #expect(try bash("kiln", "fire", "--glaze", "=", "") == ["clear", "celadon", "tenmoku"])
        #expect(try bash("kiln", "fire", "--glaze", "=") == ["clear", "celadon", "tenmoku"])
        #expect(try bash("kiln", "fire", "--glaze", "=", "cl") == ["clear"])
        #expect(try bash("kiln", "fire", "--glaze=cl") == ["--glaze=clear"])
        #expect(try bash("kiln", "--kiln", "=", "/usr", "cl") == ["clean"])
    }

    @Test(.enabled(if: InstalledProgram.bash.isInstalled, "bash is not installed"))
    func `bash leaves the arguments of a command to run alone`() throws {
        #expect(try bash("kiln", "fire", "-q", "true", "--wa") == [])
        #expect(try bash("kiln", "fire", "-q", "true", "/us") == ["/usr"])
        #expect(try bash("kiln", "fire", "--", "kil").contains("kill"))
    }

    @Test(.enabled(if: InstalledProgram.fish.isInstalled, "fish is not installed"))
    func `fish offers commands, options and values`() throws {
        #expect(try fish("kiln ") == ["clean", "fire", "help", "list", "show"])
        #expect(try fish("kiln --kiln /usr fi") == ["fire"])
        #expect(try fish("kiln fire --glaze ce") == ["celadon"])
        #expect(try fish("kiln list --glazes clear,te") == ["clear,tenmoku"])
        #expect(try fish("kiln list 2") == ["22", "23"])
        #expect(try fish("kiln list 7 --l") == ["--long"])
        #expect(try fish("kiln help fire ") == [])
        #expect(try fish("kiln fire -q true --wa") == [])
        #expect(try fish("kiln fire -q true /us") == ["/usr/"])
    }

    @Test(.enabled(if: InstalledProgram.fish.isInstalled, "fish is not installed"))
    func `fish accepts the script`() throws {
        let (output, status) = try InstalledProgram.fish.run(["--no-execute"], on: tool.fishCompletion())
        #expect(output == "")
        #expect(status == 0)
    }

    @Test(.enabled(if: InstalledProgram.zsh.isInstalled, "zsh is not installed"))
    func `zsh accepts the script`() throws {
        let (output, status) = try InstalledProgram.zsh.run(["-f", "-n"], on: tool.zshCompletion())
        #expect(output == "")
        #expect(status == 0)
    }

    @Test func `zsh gets the values of every option`() {
        let script = tool.zshCompletion()
        #expect(script.hasPrefix("#compdef kiln\n"))
        #expect(script.contains("'(--glaze)--glaze=[What to put on the pot.]:GLAZE:(clear celadon tenmoku)'"))
        #expect(script.contains("'*--mark=[Scratch a mark.]:NAME=VALUE: '"))
        #expect(script.contains("'(--kiln)--kiln=[Use the kiln in DIR.]:DIR:_directories'"))
        #expect(script.contains("'*:ID:_kiln_candidates_1'"))
    }
}
