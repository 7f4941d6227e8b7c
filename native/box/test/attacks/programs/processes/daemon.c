// attack: daemons (double fork, setsid) that outlive the run and write into the next one's files
// variant: processes
// expect: ok
// leftovers: needed
#include "../attack.h"

int main(void) {
    for (int i = 0; i < 4; i++) {
        if (fork() != 0) continue;
        setsid();
        if (fork() != 0) _exit(0);
        for (int signal = 1; signal < 64; signal++) sigaction(signal, &(struct sigaction){.sa_handler = SIG_IGN}, 0);
        for (int n = 0; n < 1000; n++) {
            int fd = open("daemon-was-here", O_CREAT | O_WRONLY, 0600);
            if (fd >= 0) close(fd);
            if (write(1, "ESCAPED: a daemon writes into a later output\n", n > 20 ? 45 : 0) < 0) _exit(1);
            usleep(10000);
        }
        _exit(0);
    }
    return verdict();
}
