// posix_spawn(3) for a child with resource limits: between its fork and its exec they can be set for nobody else, and the child
// cannot raise them again. POSIX has no spawn attribute for that.
#ifndef CLINUX_LIMITED_SPAWN_H
#define CLINUX_LIMITED_SPAWN_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// RLIM_INFINITY where there is no limit.
struct clinux_limits {
    rlim_t memory, cpu_soft, cpu_hard, file_size;
    int niceness;
};

// setrlimit(2), never above what there is.
static inline int clinux_lower_limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard) {
    if (soft == RLIM_INFINITY && hard == RLIM_INFINITY) return 0;
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) return -1;
    if (hard < limit.rlim_max) limit.rlim_max = hard;
    if (soft < limit.rlim_cur) limit.rlim_cur = soft;
    if (limit.rlim_max < limit.rlim_cur) limit.rlim_cur = limit.rlim_max;
    return setrlimit(resource, &limit);
}

// Makes the scheduler treat the whole session of this process as it treats nice processes: where it groups processes by session, the
// niceness of one counts only within its session (sched(7), The autogroup feature). A kernel that does not group them has no such file.
static inline void clinux_nice_session(int niceness) {
    char text[12];
    int length = snprintf(text, sizeof text, "%d", niceness);
    int file = open("/proc/self/autogroup", O_WRONLY);
    if (file < 0) return;
    if (write(file, text, (size_t)length) < 0) errno = 0;
    close(file);
}

// Of the child: a session, streams, directory and limits of its own; -1 and errno where a call has failed.
static inline int clinux_prepare(const char *directory, const int *streams, const struct clinux_limits *limits) {
    if (setsid() < 0) return -1;
    for (int stream = 0; stream < 3; stream++)
        if (dup2(streams[stream], stream) < 0) return -1;
    if (directory && chdir(directory) != 0) return -1;
    errno = 0;
    if (limits->niceness > 0 && nice(limits->niceness) == -1 && errno != 0) return -1;
    if (limits->niceness > 0) clinux_nice_session(limits->niceness);
    if (clinux_lower_limit(RLIMIT_CPU, limits->cpu_soft, limits->cpu_hard) != 0) return -1;
    if (clinux_lower_limit(RLIMIT_FSIZE, limits->file_size, limits->file_size) != 0) return -1;
    return clinux_lower_limit(RLIMIT_DATA, limits->memory, limits->memory);
}

// Every signal with its default action, and none blocked. What is ignored here is ignored by a program that is executed, and the
// handlers of a program are gone by then.
static inline void clinux_reset_signals(void) {
    for (int number = 1; number <= 64; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

// Starts a program that leads a session of its own; 0, or errno of what failed in the child. All signals must be blocked, for the
// child shares this process's memory until it executes (vfork(2)), and so can say what failed.
__attribute__((noinline, unused)) static int clinux_spawn_limited(
    pid_t *pid, const char *path, char *const argv[], char *const envp[], const char *directory, const int *streams,
    const struct clinux_limits *limits) {
    volatile int failure = 0;
    pid_t child = vfork();
    if (child == 0) {
        if (clinux_prepare(directory, streams, limits) == 0) {
            clinux_reset_signals();
            execve(path, argv, envp);
        }
        failure = errno;
        _exit(127);
    }
    if (child < 0) return errno;
    if (failure != 0) {
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
        return failure;
    }
    *pid = child;
    return 0;
}

#endif
