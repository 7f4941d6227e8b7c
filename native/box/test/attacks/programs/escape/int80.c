// attack: 32-bit system calls through int 0x80
// arch: x64
// variant: run processes
// expect: runtime_error
// signal: SIGSYS|SIGSEGV
// note: a kernel without 32-bit emulation raises SIGSEGV at the instruction itself
#include "../attack.h"

int main(void) {
    long result = 20; // getpid of the 32-bit table
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    escaped("int 0x80 getpid gave %ld", result);
    return 0;
}
