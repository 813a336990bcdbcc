import CommandLineSyntax
import Glibc
import SpoolModel
import SystemCalls

/// A script that is to be queued.
struct Script {
    /// The file that it was read from, absolute, or `-` for standard input.
    let origin: FilePath
    let content: [UInt8]
    /// What it is called in messages.
    private let title: String

    /// Reads it, and refuses one that nothing says how to run.
    ///
    /// - Parameter file: `-` for standard input.
    init(_ file: FilePath) throws {
        let isStandardInput = file == "-"
        title = isStandardInput ? "standard input" : file.description
        do throws(SystemError) {
            origin = isStandardInput ? file : try OwnProcess.absolute(file)
            content =
                try isStandardInput
                ? StandardStream.input.readAll()
                : FileDescriptor.workingDirectory.openFollowing(file, O_RDONLY).readAll()
        } catch {
            throw Failure("submit: cannot read \(title): \(error.reason). Nothing was queued.")
        }
        guard let interpreter = Interpreter(script: content) else {
            throw Failure(
                "submit: \(title) does not begin with '#!', so nothing says what is to run it. Make its first line '#!/bin/sh'. "
                    + "Nothing was queued.")
        }
        if interpreter.lineEndsWithReturn {
            throw Failure(
                "submit: the first line of \(title) ends with a carriage return, which would belong to the name of the program. "
                    + "Delete it: sed -i 's/\\r$//' FILE. Nothing was queued.")
        }
    }

    /// What the job is called unless its name is given.
    var jobName: [UInt8]? { origin == "-" ? nil : origin.lastComponent.bytes }

    /// What was typed, on top of what the script says.
    func options(under typed: SubmitCommand) throws(UsageError) -> SubmitCommand {
        do throws(UsageProblem) {
            var options = try SubmitCommand.syntax.options(
                typed: typed.typed, over: try optionLines(), of: title, except: Self.unfitOptions)
            options.command = typed.command
            do throws(UsageProblem) { try options.check() } catch {
                throw .inFile(title, line: nil, error)
            }
            return options
        } catch {
            throw UsageError(command: SubmitCommand.syntax.name, problem: error)
        }
    }

    /// Options that say where jobs come from, or what `submit` itself is to do, and nothing about the job.
    static let unfitOptionNames = "--shell, --script, --batch, --each, --colsep, --null, --wait, --json"

    private static var unfitOptions: Set<String> {
        Set(unfitOptionNames.split { $0 == "," || $0 == " " }.map { String($0.dropFirst(2)) })
    }

    private func optionLines() throws(UsageProblem) -> [OptionLine] {
        var lines: [OptionLine] = []
        for (number, text) in Self.optionTexts(in: content) {
            do throws(UsageProblem) {
                if text.contains(0) { throw .refused("it holds a NUL byte.") }
                lines.append(OptionLine(number: number, words: try shellWords(text)))
            } catch {
                throw .inFile(title, line: number, error)
            }
        }
        return lines
    }

    /// What follows `#SPOOL` on the lines that begin with it, up to the first line that is neither a comment nor blank.
    static func optionTexts(in content: [UInt8]) -> [(line: Int, text: ArraySlice<UInt8>)] {
        let mark = Array("#SPOOL".utf8)
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var texts: [(line: Int, text: ArraySlice<UInt8>)] = []
        var rest = content[...]
        var number = 1
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            guard line.first(where: { !isBlank($0) }).map({ $0 == UInt8(ascii: "#") }) ?? true else { break }
            let text = line.dropFirst(mark.count)
            if line.starts(with: mark), text.first.map(isBlank) ?? true { texts.append((number, text)) }
            rest = rest[line.endIndex...].dropFirst()
            number += 1
        }
        return texts
    }
}
