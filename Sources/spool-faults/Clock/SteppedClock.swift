import Glibc
import SystemCalls

/// A wall clock that can be set, for programs of a bench alone: a library that stands before the C library adds what a file says.
///
/// Files keep the times of the kernel, and so does every program that is linked statically: a debug build is needed.
struct SteppedClock {
    private let bench: Bench
    /// The programs, with a shepherd that starts under the same clock: the supervisor hands no variables on.
    let tool: String
    /// What a program must have in its environment.
    let variables: [String]
    private var file: FilePath { bench.base / "clock" }

    /// Compiles the library, and sees to it that it works.
    init(in bench: Bench) throws {
        self.bench = bench
        let here = FileDescriptor.workingDirectory
        let library = "\(bench.base)/clock.so"
        variables = ["LD_PRELOAD=\(library)"]
        tool = "\(bench.tools)/stepped/spool"
        try here.open(bench.base / "clock.c", O_WRONLY | O_CREAT | O_EXCL).writeAll(Array(clockLibrary.utf8))
        try here.open(bench.base / "clock", O_WRONLY | O_CREAT | O_EXCL).writeAll([UInt8](repeating: 0, count: 8))
        let compilers = ["/usr/bin/cc", "/usr/bin/clang", "/usr/bin/gcc"]
        guard let compiler = compilers.first(where: { access($0, X_OK) == 0 }) else {
            throw SweepError("there is no C compiler.")
        }
        let compiled = try bench.run([
            compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-pthread",
            "-DCLOCK_FILE=\"\(bench.base)/clock\"", "-o", library, "\(bench.base)/clock.c",
        ])
        if !compiled.isSuccess { throw SweepError("the library for the clock was not compiled: \(compiled.error)") }
        try here.makeDirectory(bench.tools / "stepped")
        for program: FilePath in ["spool", "spool-supervisor"] {
            try here.link(bench.tools / "real" / program, as: bench.tools / "stepped" / program, in: here)
        }
        let shepherd = """
            #!/bin/sh
            LD_PRELOAD=\(library) exec \(bench.tools)/real/spool-shepherd "$@"

            """
        try here.open(bench.tools / "stepped/spool-shepherd", O_WRONLY | O_CREAT | O_EXCL, mode: 0o700)
            .writeAll(Array(shepherd.utf8))
    }

    /// Sets the clock of all programs at once.
    ///
    /// - Parameter seconds: by which it is before the real one.
    func set(_ seconds: Int64) throws {
        let bytes = withUnsafeBytes(of: seconds) { Array($0) }
        try FileDescriptor.workingDirectory.open(file, O_WRONLY).writeAll(bytes)
    }

    /// Runs `spool` under this clock to its end.
    func run(_ words: [String]) throws -> RunResult {
        try bench.run(["env"] + variables + [tool, "--spool", "\(bench.spool)"] + words)
    }
}

/// Adds the number in `CLOCK_FILE` to every reading of the wall clock, and takes it from every time that a timer is set to. A change makes
/// the timers on the wall clock readable, as the kernel does where the clock is set (`timerfd_create(2)`, `TFD_TIMER_CANCEL_ON_SET`).
private let clockLibrary = """
    #define _GNU_SOURCE
    #include <fcntl.h>
    #include <pthread.h>
    #include <signal.h>
    #include <stdint.h>
    #include <sys/mman.h>
    #include <sys/syscall.h>
    #include <sys/time.h>
    #include <sys/timerfd.h>
    #include <time.h>
    #include <unistd.h>

    static const int64_t none = 0;
    static const volatile int64_t *shift = &none;
    static int timer = -1;

    __attribute__((constructor)) static void begin(void) {
        int file = open(CLOCK_FILE, O_RDONLY | O_CLOEXEC);
        void *map = file < 0 ? MAP_FAILED : mmap(0, 8, PROT_READ, MAP_SHARED, file, 0);
        if (map != MAP_FAILED) shift = map;
        if (file >= 0) close(file);
    }

    int clock_gettime(clockid_t clock, struct timespec *now) {
        int result = syscall(SYS_clock_gettime, clock, now);
        if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += *shift;
        return result;
    }

    int gettimeofday(struct timeval *restrict now, void *restrict zone) {
        int result = syscall(SYS_gettimeofday, now, zone);
        if (result == 0) now->tv_sec += *shift;
        return result;
    }

    time_t time(time_t *where) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        if (where) *where = now.tv_sec;
        return now.tv_sec;
    }

    static void *watch(void *unused) {
        int64_t before = *shift;
        for (;;) {
            struct timespec pause = {0, 5000000};
            nanosleep(&pause, 0);
            if (*shift == before) continue;
            before = *shift;
            struct itimerspec now = {{0, 0}, {0, 1}};
            syscall(SYS_timerfd_settime, timer, 0, &now, 0);
        }
        return unused;
    }

    int timerfd_create(clockid_t clock, int flags) {
        int result = syscall(SYS_timerfd_create, clock, flags);
        if (result >= 0 && clock == CLOCK_REALTIME && timer < 0) {
            sigset_t all, old;
            pthread_t thread;
            timer = result;
            sigfillset(&all);
            pthread_sigmask(SIG_SETMASK, &all, &old);
            pthread_create(&thread, 0, watch, 0);
            pthread_sigmask(SIG_SETMASK, &old, 0);
        }
        return result;
    }

    int timerfd_settime(int file, int flags, const struct itimerspec *given, struct itimerspec *old) {
        struct itimerspec spec = *given;
        if (file == timer && (flags & TFD_TIMER_ABSTIME) && (spec.it_value.tv_sec || spec.it_value.tv_nsec)) {
            spec.it_value.tv_sec -= *shift;
            if (spec.it_value.tv_sec < 0) spec.it_value.tv_sec = 0, spec.it_value.tv_nsec = 1;
        }
        return syscall(SYS_timerfd_settime, file, flags, &spec, old);
    }

    """
