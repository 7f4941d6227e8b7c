// attack: 100,000 small files
// variant: run
// expect: ok
// box: --work-inodes 200000 --work-bytes 536870912
// limits: cpu=8000 wall=15000
#include "../attack.h"

int main(void) {
    char name[64];
    for (int i = 0; i < 100000; i++) {
        if (i % 1000 == 0) {
            snprintf(name, sizeof name, "d%d", i / 1000);
            mkdir(name, 0700);
        }
        snprintf(name, sizeof name, "d%d/%d", i / 1000, i);
        int fd = open(name, O_CREAT | O_WRONLY, 0600);
        if (fd < 0) break;
        if (write(fd, name, 8) < 0) break;
        close(fd);
    }
    return verdict();
}
