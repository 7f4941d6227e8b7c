// attack: wait for input that never comes: stdin must be at its end, not open
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    char byte;
    for (int i = 0; i < 3; i++)
        if (read(0, &byte, 1) != 0) escaped("stdin is not at its end");
    return verdict();
}
