// A C target needs one source file; everything but this is in the header.
#include "CLinux.h"

// The arguments for Swift's `CommandLine`. A program that is linked with Swift's own answer looks for them in /proc/self/maps before main,
// a tenth of the time that a submission takes; glibc hands them to a constructor. Where the standard library is a shared one, it does
// not see these. Source: swift, stdlib/public/CommandLineSupport/CommandLine.cpp.
#ifdef __GLIBC__
static char **vector;
static int count;

__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
    count = argc;
    vector = argv;
}

__attribute__((swiftcall)) char **_swift_stdlib_getUnsafeArgvArgc(int *length) {
    *length = count;
    return vector;
}

__attribute__((swiftcall)) void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc) { keep_arguments(argc, argv); }
#endif
