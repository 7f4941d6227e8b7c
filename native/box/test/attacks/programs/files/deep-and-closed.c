// attack: a chain of directories without any permission, deepest first
// variant: run
// expect: ok
// expect@reduced: ok | output_limit
// note: without mounts the quota is counted by walking, and a tree deeper than the walk counts as over
// box: --work-inodes 20000
// limits: cpu=4000 wall=8000
#include "../attack.h"

int main(void) {
    int here = open(".", O_RDONLY | O_DIRECTORY);
    int depth = 0;
    for (; depth < 2000 && mkdir("d", 0700) == 0 && chdir("d") == 0; depth++) continue;
    for (; depth > 0 && chdir("..") == 0; depth--) chmod("d", 0000);
    if (fchdir(here) != 0) return 1;
    return verdict();
}
