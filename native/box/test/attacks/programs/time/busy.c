// attack: an endless loop
// variant: run processes
// expect: cpu_limit
// limits: cpu=300 wall=5000
#include "../attack.h"

int main(void) {
    for (volatile unsigned i = 0;; i++) continue;
}
