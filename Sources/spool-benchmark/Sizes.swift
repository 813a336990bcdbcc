/// How much of everything is done.
struct Sizes: Sendable {
    var jobs: Int
    var rounds: Int
    /// What `tsp` was given is a list that it walks, so a long one would measure only that.
    var taskSpoolerJobs: Int
    /// nq looks at every earlier job before it starts one, so a long queue would measure only that.
    var nqJobs: Int
    var submissions: Int
    var latencies: Int
    /// What a process has just begun may still have an end, for so long.
    var settlingMilliseconds: Int64
    var idleSeconds: Int
    var queuedJobs: Int
    /// How many jobs run at once.
    var wide: [Int]
    var wideSeconds: Int
    /// How many jobs are queued when the cost of one is measured; ascending.
    var growth: [Int]
    /// How many are run then.
    var growthJobs: Int
    var calls: Int

    init(_ options: BenchmarkOptions) {
        if options.isSmoke {
            self.init(jobs: 10, rounds: 1, submissions: 3, seconds: 1, queue: 50, growth: [20, 40], wide: [3])
        } else {
            let growth = [1000, 10_000, 100_000].filter { $0 < options.large } + [options.large]
            self.init(
                jobs: options.jobs, rounds: options.rounds, submissions: 200, seconds: options.idleSeconds,
                queue: min(options.large, 100_000), growth: growth, wide: [500, 2000])
        }
    }

    private init(
        jobs: Int, rounds: Int, submissions: Int, seconds: Int, queue: Int, growth: [Int], wide: [Int]
    ) {
        self.jobs = jobs
        self.rounds = rounds
        taskSpoolerJobs = min(jobs, 2000)
        nqJobs = min(jobs, 500)
        self.submissions = submissions
        latencies = submissions
        settlingMilliseconds = submissions < 10 ? 200 : 1000
        idleSeconds = seconds
        queuedJobs = queue
        self.wide = wide
        wideSeconds = min(seconds, 10)
        self.growth = growth
        growthJobs = min(500, growth[0] / 4)
        calls = min(submissions, 15)
    }

    /// How many jobs of each kind the large spool has.
    var large: Int { growth.last ?? 0 }
}
