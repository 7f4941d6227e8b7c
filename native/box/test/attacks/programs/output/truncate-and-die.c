// attack: the same as enlarge-stdout without ignoring the signal
// variant: run
// expect: output_limit
// signal: SIGXFSZ
// limits: output=1MiB
// stdout: any
#include "../attack.h"

int main(void) {
    if (ftruncate(1, 1L << 40) == 0) escaped("stdout of 1 TB");
    return 0;
}
