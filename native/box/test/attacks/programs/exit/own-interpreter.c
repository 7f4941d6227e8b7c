// attack: a program that names its own dynamic linker: a file that is not there, so that exec fails before the program begins
// variant: run processes
// expect: runtime_error
// stderr: cannot be executed
#include "../attack.h"

const char interpreter[] __attribute__((section(".interp"), used)) = "/work/no/such/linker";

int main(void) { return verdict(); }
