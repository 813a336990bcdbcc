// What the Glibc module does not show to Swift: variadic functions, function-like macros, and system calls that
// glibc 2.31 has no wrapper for. Nothing here decides anything.
#ifndef CLINUX_H
#define CLINUX_H

#include "LimitedSpawn.h"
#include "ReadyChild.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <unistd.h>

// What main gets, ended with a null pointer.
extern char **clinux_arguments(void);

// open(2); <fcntl.h> shows it under _GNU_SOURCE only.
enum { CLINUX_O_PATH = 010000000 };

// statfs(2), f_flags; <sys/statfs.h> has no name for it.
enum { CLINUX_ST_RDONLY = 1 };

// lseek(2); <unistd.h> shows it under _GNU_SOURCE only.
enum { CLINUX_SEEK_DATA = 3 };

// fcntl(2), open file description locks; <fcntl.h> shows them under _GNU_SOURCE only.
enum { CLINUX_OFD_GETLK = 36, CLINUX_OFD_SETLK = 37 };

// fcntl(2), F_NOTIFY on a directory: DN_CREATE | DN_RENAME | DN_MULTISHOT; shown under _GNU_SOURCE only.
static inline int clinux_notify_of_entries(int directory) {
    return fcntl(directory, 1026, 0x4 | 0x10 | 0x80000000);
}

// The same with DN_DELETE | DN_MULTISHOT: what a rename takes to another directory counts as deleted.
static inline int clinux_notify_of_departures(int directory) { return fcntl(directory, 1026, 0x8 | 0x80000000); }

// posix_spawnattr_setflags(3); <spawn.h> shows it under _GNU_SOURCE only.
enum { CLINUX_SPAWN_SETSID = 0x80 };

// posix_spawn_file_actions_addchdir_np(3); <spawn.h> shows it under _GNU_SOURCE only.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);

static inline int clinux_spawn_addchdir(posix_spawn_file_actions_t *actions, const char *path) {
    return posix_spawn_file_actions_addchdir_np(actions, path);
}

// sched_getaffinity(2), the system call, which says how many bytes it has written; <sched.h> shows the function under _GNU_SOURCE only.
static inline long clinux_getaffinity(void *set, size_t size) { return syscall(SYS_sched_getaffinity, 0, size, set); }

static inline int clinux_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

static inline int clinux_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, (void *)0, 0);
}

// close_range(2) with CLOSE_RANGE_CLOEXEC; the flag is of Linux 5.11.
static inline int clinux_close_range_on_exec(unsigned first) {
    return (int)syscall(SYS_close_range, first, ~0u, 4u);
}

// memfd_create(2) with MFD_CLOEXEC.
static inline int clinux_memfd_create(const char *name) { return (int)syscall(SYS_memfd_create, name, 1u); }

static inline int clinux_close_range(unsigned first) { return (int)syscall(SYS_close_range, first, ~0u, 0u); }

// getcwd(2), the system call: the function of glibc reads the directories on the way where the path is too long for the call.
static inline int clinux_getcwd(char *buffer, size_t size) { return (int)syscall(SYS_getcwd, buffer, size); }

static inline int clinux_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

// adjtimex(2), asked without a change: whether something keeps the clock right, -1 where that is refused.
static inline int clinux_clock_is_synchronised(void) {
    struct timex state = {0};
    int code = adjtimex(&state);
    return code == -1 ? -1 : code != TIME_ERROR && !(state.status & STA_UNSYNC);
}

// sync_file_range(2); <fcntl.h> shows it under _GNU_SOURCE only.
extern int sync_file_range(int fd, off_t offset, off_t length, unsigned flags);

// With SYNC_FILE_RANGE_WRITE, for the whole file.
static inline int clinux_start_writing(int fd) { return sync_file_range(fd, 0, 0, 2u); }

static inline int clinux_syncfs(int fd) { return (int)syscall(SYS_syncfs, fd); }

// fallocate(2) with FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE; shown under _GNU_SOURCE only.
static inline int clinux_punch_hole(int fd, off_t offset, off_t length) {
    return (int)syscall(SYS_fallocate, fd, 3, offset, length);
}

static inline int clinux_wifexited(int status) { return WIFEXITED(status); }
static inline int clinux_wexitstatus(int status) { return WEXITSTATUS(status); }
static inline int clinux_wtermsig(int status) { return WTERMSIG(status); }

#endif
