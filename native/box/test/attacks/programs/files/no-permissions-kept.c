// attack: take every permission from the work directory before its files are collected
// variant: run processes
// expect: ok
// keep: yes
// collect-any: yes
#include "../attack.h"

int main(void) {
    mkdir("closed", 0700);
    close(open("closed/file", O_CREAT | O_WRONLY, 0));
    close(open("file", O_CREAT | O_WRONLY, 0));
    chmod("closed", 0);
    int here = open(".", O_RDONLY | O_DIRECTORY);
    chmod(setting("ATTACK_TMP"), 0);
    chmod(setting("ATTACK_WORK"), 0);
    fchmod(here, 0);
    return verdict();
}
