// What every attack program shares: how it reports, and the guard that keeps it from running anywhere but in a box.
//
// A program tries each primitive for real. One that works prints `ESCAPED: what`; when none worked the program ends
// with `contained`. The first comment lines of every program are read by the driver (see ../README.md).
#ifndef ATTACK_H
#define ATTACK_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define KiB 1024UL
#define MiB (1024UL * 1024UL)
#define GiB (1024UL * 1024UL * 1024UL)

static int escapes;

__attribute__((unused)) static void say(const char *text) {
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t written = write(1, text, length);
        if (written <= 0) return;
        text += written;
        length -= (size_t)written;
    }
}

__attribute__((unused, format(printf, 1, 2))) static void escaped(const char *format, ...) {
    char line[512];
    int start = snprintf(line, sizeof line, "ESCAPED: ");
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line + start, sizeof line - (size_t)start - 1, format, arguments);
    va_end(arguments);
    strcat(line, "\n");
    say(line);
    escapes++;
}

// The call must fail. Its text is the name of the finding.
#define REFUSED(call)                                                                       \
    do {                                                                                    \
        errno = 0;                                                                          \
        long result_ = (long)(call);                                                        \
        if (result_ != -1) escaped("%s gave %ld", #call, result_);                          \
    } while (0)

// Ends the program: `contained` when nothing worked.
__attribute__((unused)) static int verdict(void) {
    if (escapes == 0) say("contained\n");
    return 0;
}

__attribute__((unused)) static const char *setting(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

__attribute__((unused)) static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// These programs are hostile: outside a box, or as root, they end before they do anything.
__attribute__((constructor)) static void only_in_a_box(void) {
    if (!getenv("ATTACK_IN_BOX")) {
        static const char text[] = "an attack program runs only in a box (run-attacks.mjs)\n";
        if (write(2, text, sizeof text - 1) < 0) _exit(98);
        _exit(99);
    }
    if (getuid() == 0 || geteuid() == 0) {
        escaped("the program runs as root (uid %d, euid %d)", (int)getuid(), (int)geteuid());
        _exit(0);
    }
}
#endif
