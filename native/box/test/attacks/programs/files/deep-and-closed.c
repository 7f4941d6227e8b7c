// attack: a chain of directories without any permission, deepest first
// variant: run
// case: args=0 expect=ok
// case@reduced: args=1 expect=output_limit
// note: without mounts the quota is counted by walking, and a tree deeper than the walk counts as over
// box: --work-inodes 20000
// limits: cpu=4000 wall=8000
#include "../attack.h"

int main(int count, char **arguments) {
    int here = open(".", O_RDONLY | O_DIRECTORY);
    int depth = 0;
    for (; depth < 2000 && mkdir("d", 0700) == 0 && chdir("d") == 0; depth++) continue;
    for (; depth > 0 && chdir("..") == 0; depth--) chmod("d", 0000);
    if (fchdir(here) != 0) return 1;
    if (count > 1 && atoi(arguments[1])) usleep(1500000); // the walk must find it
    return verdict();
}
