import Testing

/// The benchmark works, however fast things are.
@Suite struct BenchmarkTests {
    @Test func `a smoke run measures everything, and writes a document with its plots`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.start([
                TestSpool.programs + "/spool-benchmark", "--smoke", "--directory", spool.base + "/work", "--document",
                spool.base + "/document",
            ]).result(within: .seconds(300))
            #expect(result.code == 0, "\(result.errorText)")
            let names = namesIn(spool.base + "/document")
            let document = try #require(names.first { $0.hasSuffix(".md") })
            let lines = readLines(spool.base + "/document/" + document)
            #expect(
                lines.filter { $0.hasPrefix("## ") } == [
                    "## Submit", "## Submit, each alone", "## Submit many", "## Latency", "## Dispatch", "## Idle",
                    "## Memory",
                    "## Many at once", "## Growth", "## Large spools",
                ])
            let plots = lines.filter { $0.hasPrefix("![") }.compactMap { $0.split(separator: "(").last?.dropLast() }
            #expect(plots.count == 4)
            #expect(plots.map(String.init).sorted() + [document] == names)
            #expect(namesIn(spool.base + "/work") == [], "it leaves nothing behind")
        }
    }

    @Test func `a directory that is not empty is not worked in`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.start([
                TestSpool.programs + "/spool-benchmark", "--smoke", "--directory", spool.base,
            ]).result()
            #expect(result.code == 1)
            #expect(result.errorText.contains("is not empty. Name another directory"))
        }
    }
}
