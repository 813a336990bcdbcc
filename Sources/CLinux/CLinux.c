#include "CLinux.h"

static char *nothing[] = {0};
static char **arguments = nothing;
static int count;

// glibc hands them to a constructor.
__attribute__((constructor)) static void keep_arguments(int length, char **list) {
    count = length;
    arguments = list;
}

char **clinux_arguments(void) { return arguments; }

// Three functions of Swift's run time whose own versions work before main, in every static program; a toolchain that renames them fails
// to link or goes on as before. Source: swift, stdlib/public/CommandLineSupport/CommandLine.cpp and stdlib/public/runtime/Paths.cpp.
#ifdef __GLIBC__
// The arguments for `CommandLine`, which its own file looks for in /proc/self/maps, a tenth of the time that a submission takes.
__attribute__((swiftcall)) char **_swift_stdlib_getUnsafeArgvArgc(int *length) {
    *length = count;
    return arguments;
}

__attribute__((swiftcall)) void _swift_stdlib_overrideUnsafeArgvArgc(char **list, int length) { keep_arguments(length, list); }

// Where `swift-backtrace` lies, which is looked for in eight places, and which no static program has beside it; SWIFT_BACKTRACE can
// still name it. Without /proc the program would end there.
char *swift_copyAuxiliaryExecutablePath(const char *name) { return 0; }
#endif
