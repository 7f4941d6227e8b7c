// attack: a file at a path longer than PATH_MAX, where the host collects outputs
// variant: run
// expect: ok
// keep: yes
// collect-any: yes
#include "../attack.h"

int main(void) {
    char name[256];
    memset(name, 'd', 200);
    name[200] = 0;
    for (int i = 0; i < 40; i++)
        if (mkdir(name, 0700) != 0 || chdir(name) != 0) break;
    int fd = open("file", O_CREAT | O_WRONLY, 0600);
    if (fd >= 0 && write(fd, "x", 1) != 1) return 1;
    return verdict();
}
