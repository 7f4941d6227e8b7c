// attack: a program that names its own dynamic linker: a file that is not there, so that exec fails before the program begins
// variant: run processes
// expect: internal
// note: internal is not nice (the fault is the program's) but closed: exec(2) did fail; the box must live on
// stdout: any
#include "../attack.h"

const char interpreter[] __attribute__((section(".interp"), used)) = "/work/no/such/linker";

int main(void) { return verdict(); }
