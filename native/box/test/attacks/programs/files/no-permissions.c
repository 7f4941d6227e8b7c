// attack: files and directories without permissions, and the work directory itself
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    mkdir("closed", 0700);
    mkdir("closed/inner", 0700);
    close(open("closed/inner/file", O_CREAT | O_WRONLY, 0));
    close(open("file", O_CREAT | O_WRONLY, 0));
    chmod("closed/inner", 0);
    chmod("closed", 0);
    mkdir("sticky", 01000);
    mkdir("writeonly", 0200);
    mkdir("setgid", 02777);
    chmod(setting("ATTACK_WORK"), 0);
    chmod(setting("ATTACK_TMP"), 0);
    chmod(".", 0);
    return verdict();
}
