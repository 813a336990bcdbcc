import CommandLineSyntax
import SystemCalls

/// `spool completions`: print a script that completes command lines.
struct CompletionsCommand: Command {
    enum Shell: String, CaseIterable, Sendable {
        case bash, zsh, fish
    }

    var shell = Shell.bash

    static let syntax = CommandSyntax<CompletionsCommand>(
        name: "completions", summary: "Print the completion script of a shell.",
        discussion: """
            To complete commands, options and the ids of jobs from the next shell on, put it where the shell looks for it:

                spool completions bash > ~/.local/share/bash-completion/completions/spool
                spool completions zsh > ~/.zfunc/_spool    # with fpath=(~/.zfunc $fpath) before compinit in ~/.zshrc
                spool completions fish > ~/.config/fish/completions/spool.fish
            """,
        defaults: CompletionsCommand(),
        operands: .required("SHELL", as: .word, help: "The shell.") { $0.shell = $1 },
        examples: [Example("spool completions fish | source", "Complete in this very shell.")])

    func run(_ globals: Globals) throws -> Int32 {
        let script =
            switch shell {
            case .bash: tool.description.bashCompletion()
            case .zsh: tool.description.zshCompletion()
            case .fish: tool.description.fishCompletion()
            }
        try StandardStream.output.write(Array(script.utf8))
        return 0
    }
}
