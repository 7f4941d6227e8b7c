// attack: threads with a descriptor table of their own (the limit on open files counts per table)
// variant: run
// expect: ok
#include "../attack.h"
#include <linux/sched.h>

static volatile int tablesOfTheirOwn;
static char stack[65536] __attribute__((aligned(16)));

int main(void) {
    // What pthread_create always sets is CLONE_FILES as well; without it every thread opens its own 128 files.
    unsigned long flags = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD;
    register long result __asm__("rax");
    void *top = stack + sizeof stack - 64;
    // The child must not return on the shared stack: it writes its mark and ends at once.
    __asm__ volatile("mov $56, %%eax\n\t xor %%r10d, %%r10d\n\t xor %%r8d, %%r8d\n\t syscall\n\t"
                     "test %%rax, %%rax\n\t jnz 1f\n\t"
                     "movl $1, %[mark]\n\t xor %%edi, %%edi\n\t mov $60, %%eax\n\t syscall\n\t"
                     "1:"
                     : "=a"(result), [mark] "=m"(tablesOfTheirOwn)
                     : "D"(flags), "S"(top), "d"(0L)
                     : "rcx", "r8", "r10", "r11", "memory");
    if (result > 0) escaped("a thread without CLONE_FILES (%ld)", result);
    return verdict();
}
