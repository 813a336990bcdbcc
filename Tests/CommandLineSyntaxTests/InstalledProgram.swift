import Foundation

/// A program of this system that may or may not be there.
struct InstalledProgram {
    let name: String

    /// Where the program lies, or `nil` if it is not installed.
    var path: String? {
        ["/bin", "/usr/bin", "/usr/local/bin"].map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    var isInstalled: Bool { path != nil }

    /// What the program prints on both its outputs, and its exit status; its last argument is a file with the text.
    func run(_ arguments: [String], on text: String) throws -> (output: String, status: Int32) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(name)-\(UUID().uuidString)")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? name)
        process.arguments = arguments + [file.path]
        process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "HOME": "/nonexistent"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }

    static let bash = InstalledProgram(name: "bash")
    static let zsh = InstalledProgram(name: "zsh")
    static let fish = InstalledProgram(name: "fish")
    static let mandoc = InstalledProgram(name: "mandoc")
    static let man = InstalledProgram(name: "man")
}
