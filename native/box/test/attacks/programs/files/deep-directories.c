// attack: 5000 directories in one another: longer than any path
// variant: run processes
// case: args=0 expect=ok
// case@reduced: args=1 expect=output_limit
// note: without mounts the quota is counted by walking, and a tree deeper than the walk counts as over
// box: --work-inodes 20000
// limits: cpu=4000 wall=8000
#include "../attack.h"

int main(int count, char **arguments) {
    for (int i = 0; i < 5000; i++)
        if (mkdir("directory-with-a-fairly-long-name", 0700) != 0 || chdir("directory-with-a-fairly-long-name") != 0) break;
    close(open("leaf", O_CREAT | O_WRONLY, 0600));
    if (count > 1 && atoi(arguments[1])) usleep(1500000); // the walk must find it
    return verdict();
}
