import Glibc
import SystemCalls
import Testing

/// Whether the programs and the data of docs/blast.sh are there, and cron may be used.
private let canSearch: Bool = {
    let needed = ["/usr/bin/blastn", "/usr/bin/crontab", "/usr/sbin/cron", "/usr/share/doc/bowtie2/examples/reads"]
    return getenv("SPOOL_TEST_CRON") != nil && geteuid() == 0 && needed.allSatisfy { access($0, R_OK) == 0 }
}()

@Test(
    .enabled(if: canSearch, "needs SPOOL_TEST_CRON=1, root, and the packages cron, ncbi-blast+ and bowtie2-examples"))
func `a BLAST search in 60 jobs, its supervisor killed and restarted by cron, gives the table of one search`()
    async throws
{
    try await TestSpool.with(name: "spool") { spool in
        // A cron of our own where none is running; it leaves at once where one is.
        let cron = try spool.start(["/usr/sbin/cron", "-f"])
        // No crontab can hold a path with a newline in it.
        let directory = try makeTemporaryDirectory("/tmp/spool blast")
        let path = "PATH=\(TestSpool.programs):/usr/sbin:/usr/bin:/bin"
        let script = try spool.start(
            ["/bin/sh", repository + "/docs/blast.sh", directory], environment: [path.bytes, Array("HOME=/root".utf8)])
        let result = try await script.result(within: .seconds(240))
        #expect(result.code == 0, "\(result.errorText)")
        #expect(result.outputText.hasSuffix("5985 hits in 60 jobs, as in one search.\n"))
        try await spool.execute("/bin/rm", "-rf", "--", directory)
        try await cron.end()
    }
}

/// The folder of this checkout.
private let repository = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
