// posix_spawn(3) for a child with resource limits: between its fork and its exec they can be set for nobody else, and the child
// cannot raise them again. POSIX has no spawn attribute for that.
#ifndef CLINUX_LIMITED_SPAWN_H
#define CLINUX_LIMITED_SPAWN_H

#include <errno.h>
#include <signal.h>
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
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) return -1;
    if (hard < limit.rlim_max) limit.rlim_max = hard;
    if (soft < limit.rlim_cur) limit.rlim_cur = soft;
    if (limit.rlim_max < limit.rlim_cur) limit.rlim_cur = limit.rlim_max;
    return setrlimit(resource, &limit);
}

// What the child does until it executes; it returns only where a call has failed.
static inline void clinux_become(
    const char *path, char *const argv[], char *const envp[], const char *directory, const int *streams,
    const struct clinux_limits *limits) {
    if (setsid() < 0) return;
    for (int stream = 0; stream < 3; stream++)
        if (dup2(streams[stream], stream) < 0) return;
    if (directory && chdir(directory) != 0) return;
    errno = 0;
    if (limits->niceness > 0 && nice(limits->niceness) == -1 && errno != 0) return;
    if (clinux_lower_limit(RLIMIT_CPU, limits->cpu_soft, limits->cpu_hard) != 0) return;
    if (clinux_lower_limit(RLIMIT_FSIZE, limits->file_size, limits->file_size) != 0) return;
    if (clinux_lower_limit(RLIMIT_DATA, limits->memory, limits->memory) != 0) return;
    for (int number = 1; number <= 64; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) return;
    execve(path, argv, envp);
}

// Starts a program that leads a session of its own; 0, or errno of what failed in the child. All signals must be blocked, for the
// child shares this process's memory until it executes (vfork(2)), and so can say what failed.
__attribute__((noinline, unused)) static int clinux_spawn_limited(
    pid_t *pid, const char *path, char *const argv[], char *const envp[], const char *directory, const int *streams,
    const struct clinux_limits *limits) {
    volatile int failure = 0;
    pid_t child = vfork();
    if (child == 0) {
        clinux_become(path, argv, envp, directory, streams, limits);
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
