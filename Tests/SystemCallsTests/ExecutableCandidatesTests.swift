import SystemCalls
import Testing

@Suite struct ExecutableCandidatesTests {
    private func candidates(_ command: String, _ environment: [String]) -> [String] {
        executableCandidates(
            for: Array(command.utf8), environment: environment.map { Array($0.utf8) }, directory: "/place"
        ).map(\.description)
    }

    @Test func `a name is looked for in each directory of PATH, in order`() {
        #expect(candidates("gcc", ["PATH=/usr/bin:/bin"]) == ["/usr/bin/gcc", "/bin/gcc"])
    }

    @Test func `relative and empty directories are those of the job`() {
        #expect(candidates("gcc", ["PATH=tools::."]) == ["/place/tools/gcc", "/place/gcc", "/place/./gcc"])
    }

    @Test func `without PATH the system's default is taken`() {
        #expect(candidates("gcc", ["PATHS=/x"]) == ["/bin/gcc", "/usr/bin/gcc"])
    }

    @Test(arguments: ["/bin/sh", "./run", "a/b", ""])
    func `a path is taken as it is`(command: String) {
        #expect(candidates(command, ["PATH=/usr/bin"]) == [command])
    }
}
