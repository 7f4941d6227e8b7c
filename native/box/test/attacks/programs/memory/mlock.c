// attack: lock memory that can then never be taken away
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    char *block = mmap(0, 16 * MiB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REFUSED(mlock(block, 16 * MiB));
    REFUSED(syscall(SYS_mlock2, block, 16 * MiB, 1));
    REFUSED(mlockall(MCL_CURRENT | MCL_FUTURE));
    if (mmap(0, 16 * MiB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) != MAP_FAILED)
        escaped("16 MiB of locked memory");
    return verdict();
}
