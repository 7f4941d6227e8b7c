// attack: stdout as stdin, stderr as stdout, and reading back what was written
// variant: run
// expect: ok
#include "../attack.h"

int main(void) {
    char text[32] = {0};
    dup2(1, 0);
    dup2(2, 9);
    if (dup2(1, 2) != 2) return 1;
    say("contained\n");
    lseek(0, 0, SEEK_SET);
    if (read(0, text, sizeof text) < 0) return 1;
    lseek(0, 0, SEEK_END);
    return 0;
}
