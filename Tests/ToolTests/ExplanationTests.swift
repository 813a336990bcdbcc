import Glibc
import SpoolModel
import SystemCalls
import Testing

@testable import Tool

@Suite struct ExplanationTests {
    private func job(_ state: JobState, _ change: (inout JobSummary) -> Void = { _ in }) -> JobSummary {
        var job = JobSummary(id: JobID(42), state: state)
        job.record = JobRecord(
            submittedMilliseconds: 0, directory: "/", umask: 0, environmentSize: 0, arguments: [[]])
        change(&job)
        return job
    }

    private func supervisor(slots: Int = 2, _ change: (inout SupervisorRecord) -> Void = { _ in }) -> SupervisorState {
        var record = SupervisorRecord(pid: 5, boot: "b", host: "h", slots: slots, startedMilliseconds: 0)
        change(&record)
        return .alive(record, lookedMilliseconds: 0)
    }

    private func ids(_ numbers: UInt64...) -> [JobID] { numbers.map { JobID($0) } }

    // MARK: Waiting

    private func wait(
        _ supervisor: SupervisorState, running: [JobID] = [], ahead: Int = 0,
        _ change: (inout JobSummary) -> Void = { _ in },
        in surround: (inout Surroundings) -> Void = { _ in }
    ) -> WaitReason? {
        var surroundings = Surroundings(supervisor: supervisor, ahead: ahead)
        surroundings.occupancy.taken[.slots] = running.count
        surroundings.occupancy.holders[.slots] = running
        surround(&surroundings)
        guard case .waits(let reason) = Explanation(job(.queued, change), surroundings) else { return nil }
        return reason
    }

    @Test func `a queued job waits for a supervisor, a slot, or its turn`() {
        #expect(wait(.absent) == .noSupervisor)
        #expect(wait(.alive(nil, lookedMilliseconds: 0)) == .supervisorStarts)
        #expect(
            wait(supervisor(), running: ids(3, 4), ahead: 7)
                == .shortage(.slots, needs: 1, free: 0, of: 2, holders: ids(3, 4), ahead: 7))
        #expect(wait(supervisor(), running: ids(3), ahead: 7) == .turn(ahead: 7))
        #expect(wait(supervisor(), running: ids(3)) == .next)
    }

    @Test func `what keeps it though slots are free comes first`() {
        let problem = supervisor { $0.problem = "full" }
        #expect(wait(problem, running: ids(3, 4)) == .supervisorProblem(pid: 5, "full"))
        let deferral = DeferralRecord(atMilliseconds: 0, reason: "no process")
        #expect(wait(problem) { $0.deferral = deferral } == .deferred("no process"))
        #expect(wait(.absent) { $0.deferral = deferral } == .noSupervisor)
        #expect(wait(.absent) { $0.isCancelRequested = true } == .cancelRequested)
        #expect(wait(supervisor()) { $0.problem = "torn" } == .damaged("torn"))
        #expect(wait(supervisor { $0.range = JobID(7)...JobID(9) }) == .otherRun(pid: 5, JobID(7)...JobID(9)))
        #expect(wait(supervisor { $0.range = JobID(40)...JobID(42) }) == .next)
    }

    @Test func `conditions come before a pause, a pause before room, and room before the load of the machine`() throws {
        let blast = try #require(ResourceName(Array("blast".utf8)))
        let dependency = Dependency(job: JobID(3), requirement: .ok)
        func order(_ change: @escaping (inout JobOrder) -> Void) -> (inout JobSummary) -> Void {
            { job in
                var order = JobOrder()
                order.needs.named[.limit(blast)] = 2
                change(&order)
                job.record?.order = order
            }
        }
        let limited = order { _ in }
        #expect(wait(supervisor(), limited) == .unset(.limit(blast)))
        #expect(
            wait(supervisor(), limited, in: { $0.settings.capacities[.limit(blast)] = 1 })
                == .tooLittle(.limit(blast), needs: 2, of: 1))
        func isFull(_ surroundings: inout Surroundings) {
            surroundings.settings.capacities[.limit(blast)] = 3
            surroundings.occupancy.taken[.limit(blast)] = 2
            surroundings.occupancy.holders[.limit(blast)] = ids(5)
        }
        #expect(
            wait(supervisor(), limited, in: isFull)
                == .shortage(.limit(blast), needs: 2, free: 1, of: 3, holders: ids(5), ahead: 0))
        func isPaused(_ surroundings: inout Surroundings) {
            isFull(&surroundings)
            surroundings.settings.isPaused = true
        }
        #expect(wait(supervisor(), limited, in: isPaused) == .paused(nil))
        #expect(wait(supervisor(), order { $0.conditions.notBefore = 1 }, in: isPaused) == .time(1))
        #expect(
            wait(supervisor(), limited, in: { $0.standings = [(dependency, .pending)] }) == .dependencies([dependency]))
        #expect(
            wait(supervisor(), limited, in: { $0.standings = [(dependency, .unmet(.failed))] })
                == .unmet(dependency, .failed))
        func isBusy(_ surroundings: inout Surroundings) {
            surroundings.settings.capacities[.limit(blast)] = 2
            surroundings.machine = MachineLoad(load: 250, availableMemory: nil, memoryStall: nil)
        }
        #expect(
            wait(supervisor(), order { $0.conditions.machine.mostLoad = 150 }, in: isBusy)
                == .machine("the load is 2.50, and is to be 1.50 at most"))
        #expect(wait(supervisor(), limited, in: isBusy) == .next)
    }

    @Test func `a held job waits for its release`() {
        #expect(Explanation(job(.held), Surroundings(supervisor: supervisor())) == .waits(.held))
    }

    // MARK: Running

    private func run(hasShepherd: Bool = true, _ change: (inout JobSummary) -> Void = { _ in }) -> RunReason? {
        let surroundings = Surroundings(supervisor: supervisor(), hasShepherd: hasShepherd)
        guard case .runs(let reason) = Explanation(job(.running, change), surroundings) else { return nil }
        return reason
    }

    @Test func `a running job is at work, being cancelled, or without a shepherd`() {
        var pid = PidRecord(
            boot: "b", host: "h", inode: 1, shepherd: ProcessIdentity(pid: 7, startTicks: 1), startedMilliseconds: 9)
        pid.command = ProcessIdentity(pid: 8, startTicks: 2)
        #expect(run() == .isStarting)
        #expect(run { $0.pid = pid } == .atWork(command: 8, since: 9, limit: nil))
        #expect(run { ($0.pid, $0.isCancelRequested) = (pid, true) } == .isCancelled)
        #expect(run(hasShepherd: false) { $0.pid = pid } == .shepherdGone(isSupervised: true))
    }

    // MARK: Ended

    private func end(
        _ outcome: Outcome, _ status: TerminationStatus? = nil, reason: String? = nil, memory: Int64? = nil,
        attempts: Int = 1, onLoss: JobRecord.OnLoss = .report
    ) -> EndReason? {
        var result = ResultRecord(outcome: outcome, status: status, host: "h", reason: reason)
        result.measured = memory.map {
            ResultRecord.Measured(
                startedMilliseconds: 1, endedMilliseconds: 2, wallMicroseconds: 3,
                resources: ResourceUse(userMicroseconds: 4, systemMicroseconds: 5, peakMemory: $0))
        }
        let job = job(.finished(outcome)) { job in
            job.attempt = attempts
            if attempts > 0 { job.result = result }
            job.record?.onLoss = onLoss
        }
        guard case .ended(let reason) = Explanation(job, Surroundings(supervisor: .absent)) else { return nil }
        return reason
    }

    @Test func `an ended job tells what ended it`() {
        #expect(end(.succeeded, .exited(0)) == .succeeded)
        #expect(end(.failed, .exited(3)) == .exited(3))
        #expect(end(.failed, .exited(127), reason: "cannot execute x") == .notExecuted(code: 127, "cannot execute x"))
        #expect(end(.failed, .exited(152), reason: "too much", memory: 6) == .exited(152, cause: "too much"))
        #expect(end(.failed, .signaled(9), memory: 6) == .signaled(9, peakMemory: 6))
        #expect(end(.timedOut, .signaled(15)) == .timedOut(limit: nil))
        #expect(end(.cancelled, .signaled(15)) == .cancelled)
        #expect(end(.cancelled, attempts: 0) == .cancelledBeforeStart)
        #expect(
            end(.lost, reason: "gone", attempts: 3, onLoss: .requeue) == .lost("gone", attempts: 3, .requeue))
    }

    // MARK: The words

    private func sentence(_ explanation: Explanation) -> String { explanation.text(of: JobID(42)).sentence }

    @Test func `the sentences name jobs, codes and signals`() {
        #expect(
            sentence(.waits(.shortage(.slots, needs: 1, free: 0, of: 2, holders: ids(3, 4), ahead: 1)))
                == "All 2 slots are taken by jobs 3 and 4, and it has 1 queued job before it.")
        #expect(
            sentence(.waits(.shortage(.slots, needs: 1, free: 0, of: 1, holders: ids(3), ahead: 0)))
                == "The one slot is taken by job 3.")
        #expect(
            sentence(.ended(.exited(137)))
                == "Its command ended with 137, by which a shell tells that a command was ended by SIGKILL.")
        #expect(
            sentence(.ended(.signaled(SIGKILL, peakMemory: 3 << 30)))
                == "Its command was ended by SIGKILL; its largest process had 3.0 GiB of memory.")
        #expect(
            sentence(.ended(.lost("its shepherd was ended", attempts: 3, .requeue)))
                == "It was lost in each of 3 attempts: its shepherd was ended.")
    }

    @Test func `many jobs are not all listed`() {
        #expect(Words.list(ids(1)) == "job 1")
        #expect(Words.list(ids(1, 2, 3)) == "jobs 1, 2 and 3")
        #expect(Words.list(ids(1, 2, 3, 4, 5, 6, 7)) == "jobs 1, 2, 3, 4, 5 and 2 more")
    }
}
