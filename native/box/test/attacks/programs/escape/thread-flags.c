// attack: threads with a descriptor table of their own (the limit on open files counts per table)
// variant: run
// expect: ok
#include "../attack.h"
#include <sched.h>

static volatile int tablesOfTheirOwn;
static char stack[65536] __attribute__((aligned(16)));

static int mark(void *unused) {
    (void)unused;
    tablesOfTheirOwn = 1;
    return 0;
}

int main(void) {
    // What pthread_create always sets is CLONE_FILES as well; without it every thread opens its own 128 files.
    int thread = clone(mark, stack + sizeof stack, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, 0);
    if (thread > 0) escaped("a thread without CLONE_FILES (%d)", thread);
    else if (errno != EAGAIN && errno != EPERM) escaped("errno %d for a thread without CLONE_FILES: was it the filter?", errno);
    return verdict();
}
