import Testing

/// Promise: of many supervisors one supervises, and of many submitters each gets ids of its own.
@Suite struct ManyTests {
    @Test func `eight submitters at once get different ids, and every job runs once`() async throws {
        try await TestSpool.with { spool in
            // None of them finds a spool there: they all make it.
            let script =
                #"for i in 1 2 3 4 5; do "$0" --spool "$1" submit sh -c 'echo $SPOOL_JOB_ID >> notes' || exit; done"#
            let submitters = try (1...8).map { _ in try spool.start(["sh", "-c", script, TestSpool.tool, spool.path]) }
            try await eventually("a spool") { fileExists(spool.path + "/format") }
            try await spool.supervise("--slots", "4")
            var ids: [Int] = []
            for submitter in submitters {
                let result = try await submitter.result()
                #expect(result.code == 0, "\(result.errorText)")
                ids += result.outputText.split(separator: "\n").compactMap { Int($0) }
            }
            #expect(Set(ids).count == 40)
            try await eventually("the end of all jobs") { spool.jobs(in: "succeeded").count == 40 }
            #expect(readLines(spool.base + "/notes").compactMap { Int($0) }.sorted() == ids.sorted())
        }
    }

    @Test func `batches that are submitted at once get consecutive ids each`() async throws {
        try await TestSpool.with { spool in
            try writeFile(spool.base + "/batch", String(repeating: "true\n", count: 300))
            let command = [TestSpool.tool, "--spool", spool.path, "submit", "--batch", "batch"]
            let submitters = try (1...4).map { _ in try spool.start(command) }
            var all: [Int] = []
            for submitter in submitters {
                let ids = try await submitter.result().outputText.split(separator: "\n").compactMap { Int($0) }
                let first = try #require(ids.first)
                #expect(ids == Array(first..<(first + 300)))
                all += ids
            }
            #expect(all.sorted() == Array(1...1200))
            #expect(namesIn(spool.path + "/queued") == ["0", "1"])
        }
    }

    @Test func `of eight supervisors that start at once one stays`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.run(
                "submit", "--batch", "-", input: String(repeating: "echo >> notes\n", count: 20).bytes)
            let all = try (1...8).map { _ in
                try spool.start([TestSpool.tool, "--spool", spool.path, "supervise", "--slots", "3"])
            }
            try await eventually("seven have left") { all.filter { $0.status != nil }.count == 7 }
            for process in all where process.status != nil {
                let result = try await process.result()
                #expect(result.code == 0 && result.output == [] && result.error == [])
            }
            try await eventually("the end of all jobs") { spool.jobs(in: "succeeded").count == 20 }
            #expect(readLines(spool.base + "/notes").count == 0 && readText(spool.base + "/notes")?.count == 20)
            #expect(all.filter { $0.status == nil }.map { "\($0.pid)" } == [spool.supervisor["pid"]])
        }
    }

    @Test func `no more jobs run at once than there are slots, whoever starts them`() async throws {
        try await TestSpool.with { spool in
            let line =
                "mkdir at.$SPOOL_JOB_ID; ls -d at.* | wc -l >> counts; sleep 0.0$((SPOOL_JOB_ID % 10)); rmdir at.$SPOOL_JOB_ID\n"
            _ = try await spool.run("submit", "--batch", "-", input: String(repeating: line, count: 60).bytes)
            try await spool.drain("--slots", "3")
            let counts = readLines(spool.base + "/counts").compactMap { Int($0) }
            #expect(counts.count == 60)
            #expect(counts.max() == 3)
        }
    }
}
