// attack: 5000 directories in one another: longer than any path
// variant: run processes
// expect: ok
// expect@reduced: ok | output_limit
// note: without mounts the quota is counted by walking, and a tree deeper than the walk counts as over
// box: --work-inodes 20000
// limits: cpu=4000 wall=8000
#include "../attack.h"

int main(void) {
    for (int i = 0; i < 5000; i++)
        if (mkdir("directory-with-a-fairly-long-name", 0700) != 0 || chdir("directory-with-a-fairly-long-name") != 0) break;
    close(open("leaf", O_CREAT | O_WRONLY, 0600));
    return verdict();
}
