// attack: remove or rename the work directory, or put a link in its place
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    char other[PATH_MAX];
    snprintf(other, sizeof other, "%s-moved", setting("ATTACK_WORK"));
    REFUSED(rename(setting("ATTACK_WORK"), other));
    snprintf(other, sizeof other, "%s/moved", setting("ATTACK_TMP"));
    REFUSED(rename(setting("ATTACK_WORK"), other));
    REFUSED(rename(setting("ATTACK_TMP"), "moved"));
    REFUSED(rmdir(setting("ATTACK_WORK")));
    REFUSED(rmdir(setting("ATTACK_TMP")));
    REFUSED(symlink("/etc", setting("ATTACK_WORK")));
    snprintf(other, sizeof other, "%s/../beside", setting("ATTACK_WORK"));
    REFUSED(open(other, O_CREAT | O_WRONLY, 0600));
    REFUSED(mkdir(other, 0700));
    return verdict();
}
