// A child that is made ready, waits at a gate, and executes its program when it is told to: fork(2), and execve(2) some time later.
// POSIX has no posix_spawn(3) in two steps. Unlike vfork(2) it keeps nobody waiting until the program is there.
#ifndef CLINUX_READY_CHILD_H
#define CLINUX_READY_CHILD_H

#include "LimitedSpawn.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

struct clinux_program {
    // Those to try in turn, until one exists and may be executed; NULL at the end.
    char *const *paths;
    char *const *arguments;
    // `sh`, a place for a path, and the arguments from the second on: for a file that is no program and has no first line of its own.
    char **shell_arguments;
    char *const *environment;
    const char *directory;
    int streams[3];
    mode_t mask;
    struct clinux_limits limits;
};

// Memory that this process shares with all that it forks from then on; NULL where there is none.
static inline void *clinux_share_memory(size_t size) {
    void *start = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return start == MAP_FAILED ? NULL : start;
}

// Returns only where none of the paths can be executed: why, as execvp(3) has it.
static inline int clinux_execute(const struct clinux_program *program) {
    int failure = ENOENT;
    for (char *const *path = program->paths; *path; path++) {
        execve(*path, program->arguments, program->environment);
        if (errno == ENOEXEC) {
            program->shell_arguments[1] = *path;
            execve("/bin/sh", program->shell_arguments, program->environment);
            return errno;
        }
        if (errno == EACCES) failure = EACCES;
        else if (errno != ENOENT && errno != ENOTDIR) return errno;
    }
    return failure;
}

// The child executes once a byte comes through the gate, a pipe whose end for that is `*gate`, and ends where its writers are gone
// before. `*failure` must lie in shared memory: errno of what kept it from executing, written before it ends. All signals must be
// blocked. -1 and errno where there is no process.
__attribute__((noinline, unused)) static pid_t clinux_make_ready(
    const struct clinux_program *program, int *gate, volatile int *failure) {
    int ends[2];
    if (syscall(SYS_pipe2, ends, O_CLOEXEC) != 0) return -1;
    *failure = 0;
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        umask(program->mask);
        int code = clinux_prepare(program->directory, program->streams, &program->limits) == 0 ? 0 : errno;
        char byte;
        if (read(ends[0], &byte, 1) != 1) _exit(127);
        clinux_reset_signals();
        *failure = code != 0 ? code : clinux_execute(program);
        _exit(127);
    }
    int code = errno;
    close(ends[0]);
    if (child < 0) {
        close(ends[1]);
        errno = code;
    } else {
        *gate = ends[1];
    }
    return child;
}

#endif
