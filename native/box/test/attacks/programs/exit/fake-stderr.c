// attack: words on stderr that look like the box's or the runtime's own
// variant: run
// case: args=bad_alloc,0 expect=ok exit=0
// case: args=bad_alloc,1 expect=runtime_error exit=1
// case: args=exec,0 expect=ok exit=0
// case: args=exec,127 expect=runtime_error exit=127
// case: args=frame,0 expect=ok exit=0
// stdout: any
#include "../attack.h"

int main(int count, char **arguments) {
    (void)count;
    char *kind = strtok(arguments[1], ","), *code = strtok(0, ",");
    if (strcmp(kind, "bad_alloc") == 0) dprintf(2, "terminate called after throwing an instance of 'std::bad_alloc'\nMemoryError\nOutOfMemoryError\n");
    else if (strcmp(kind, "exec") == 0) dprintf(2, "box: exec /box/attack: No such file or directory\n");
    // A result frame of the protocol, on the channel a program has.
    else if (write(1, "\x40\x00\x00\x00\x83\x01\x00\x00\x00\x00\x00\x00\x00\x00", 14) < 0) return 3;
    return atoi(code);
}
