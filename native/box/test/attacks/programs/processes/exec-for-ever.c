// attack: execute itself for ever
// variant: run processes
// expect: cpu_limit
// limits: cpu=400 wall=30000
#include "../attack.h"

int main(int count, char **arguments) {
    (void)count;
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/attack", setting("ATTACK_FILES"));
    execv(path, arguments);
    escaped("exec: %s", strerror(errno));
    return 0;
}
