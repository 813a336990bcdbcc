/// How much of everything is done.
struct Sizes: Sendable {
    var jobs: Int
    var rounds: Int
    /// Other programs get fewer jobs where that changes nothing, for it is the rate that counts.
    var peerJobs: Int
    /// nq looks at every earlier job before it starts one, so a long queue would measure only that.
    var nqJobs: Int
    var submissions: Int
    var latencies: Int
    var idleSeconds: Int
    var queuedJobs: Int
    var finishedJobs: Int
    var statusCalls: Int

    init(_ options: BenchmarkOptions) {
        if options.isSmoke {
            self.init(jobs: 10, rounds: 1, submissions: 5, seconds: 1, spoolSize: 50)
        } else {
            self.init(jobs: options.jobs, rounds: options.rounds, submissions: 200, seconds: 10, spoolSize: 100_000)
        }
    }

    private init(jobs: Int, rounds: Int, submissions: Int, seconds: Int, spoolSize: Int) {
        self.jobs = jobs
        self.rounds = rounds
        peerJobs = min(jobs, 2000)
        nqJobs = min(jobs, 500)
        self.submissions = submissions
        latencies = submissions
        idleSeconds = seconds
        queuedJobs = spoolSize
        finishedJobs = spoolSize
        statusCalls = min(submissions, 15)
    }
}
