import Glibc
import SpoolModel
import SystemCalls

/// Tells of the jobs in `untold` whoever is to be told: one process for the whole spool, for as long as there is something to tell.
final class Messenger {
    private let spool: Spool
    private let folder: FileDescriptor
    private let news: SignalWatch
    private let changes: ChangeWatch
    private var letters: [JobID: Letter] = [:]
    private var deliveries: [pid_t: Delivery] = [:]

    init(_ spool: Spool) throws {
        self.spool = spool
        folder = try spool.openUntold()
        news = try SignalWatch([SIGCHLD])
        changes = try ChangeWatch()
        try changes.add(folder, for: .entries)
        try changes.add(folder, for: .touched)
    }

    /// Tells until nothing is left; nothing at all where another process does so already.
    func run() throws {
        while try folder.tryLock() {
            try tellAll()
            folder.unlock()
            // Who came in the moment before saw that it was locked, and left.
            takeLetters()
            if letters.isEmpty { return }
            letters = [:]
        }
    }

    private func tellAll() throws {
        takeLetters()
        while !letters.isEmpty {
            startDeliveries()
            do throws(SystemError) {
                let isChanged = try waitForInput(
                    [changes.descriptor.number, news.descriptor.number], milliseconds: pause)[0]
                if isChanged { changes.take() }
            } catch {
                rest(milliseconds: 100)
            }
            takeEnds()
            saveAgain()
            takeLetters()
        }
    }

    /// Looks which jobs have ended of which somebody is to be told.
    private func takeLetters() {
        for id in (try? spool.untold()) ?? [] where letters[id] == nil {
            do {
                guard let letter = try Letter(try spool.job(id), spool.path) else { continue }
                if letter.isComplete { finish(letter) } else { letters[id] = letter }
            } catch SpoolError.noSuchJob {
                spool.forgetUntold(id)
            } catch {
                // What cannot be read now is told of by the next messenger.
            }
        }
    }

    private func startDeliveries() {
        let now = SteadyClock.microseconds
        for letter in letters.values.sorted(by: { $0.id < $1.id }) {
            for channel in letter.due(now: now) where deliveries.count < Self.mostAtOnce {
                do throws(SystemError) {
                    let delivery = try Delivery(letter, channel)
                    deliveries[delivery.pid] = delivery
                    letter.begin(channel)
                } catch {
                    if case .machine = StartError(error) {
                        letter.putOff(channel, now: now)
                    } else {
                        take(.failed(error.description), letter, channel)
                    }
                }
            }
        }
    }

    private func takeEnds() {
        while news.next() != nil {}
        while case .ended(let pid, let status) = reapChild() {
            guard let delivery = deliveries.removeValue(forKey: pid) else { continue }
            take(delivery.answer(status), delivery.letter, delivery.channel)
        }
        let now = SteadyClock.microseconds
        for delivery in deliveries.values where delivery.limit.isOver(now: now) { delivery.end() }
    }

    private func saveAgain() {
        for letter in letters.values {
            letter.saveIfDue(now: SteadyClock.microseconds)
            if letter.isComplete { finish(letter) }
        }
    }

    private func take(_ answer: ToldRecord.Answer, _ letter: Letter, _ channel: Notice.Channel) {
        letter.take(answer, from: channel, now: SteadyClock.microseconds)
        if letter.isComplete { finish(letter) }
    }

    private func finish(_ letter: Letter) {
        letters[letter.id] = nil
        spool.forgetUntold(letter.id)
        // It may have been run again, and have ended again, while this was told.
        if let job = try? spool.job(letter.id), let end = try? job.end(), end != letter.end {
            try? spool.markUntold(letter.id)
        }
    }

    /// Milliseconds until there is something to do without an event; nil for never.
    private var pause: Int64? {
        let now = SteadyClock.microseconds
        let limits = deliveries.values.map { $0.limit.pause(now: now) ?? 0 }
        let tries = deliveries.count < Self.mostAtOnce ? letters.values.compactMap { $0.pause(now: now) } : []
        return (limits + tries).min()
    }

    private static let mostAtOnce = 16
}
