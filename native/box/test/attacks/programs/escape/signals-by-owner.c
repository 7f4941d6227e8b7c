// attack: signals through the back door: F_SETOWN + F_SETSIG with O_ASYNC, leases, directory notification
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    pid_t targets[] = {1, getppid()};
    for (int t = 0; t < 2; t++)
        for (int number = 1; number <= 64; number++) {
            int ends[2];
            if (targets[t] == 0 || pipe(ends) != 0) continue;
            // The kernel sends the signal with the rights of the one who set the owner: no kill() for a filter to see.
            fcntl(ends[0], F_SETOWN, targets[t]);
            fcntl(ends[0], F_SETSIG, number);
            fcntl(ends[0], F_SETFL, O_ASYNC | O_NONBLOCK);
            if (write(ends[1], "x", 1) != 1) return 1;
            close(ends[0]);
            close(ends[1]);
        }
    int here = open(".", O_RDONLY);
    fcntl(here, F_SETOWN, getppid());
    fcntl(here, F_SETSIG, SIGKILL);
    fcntl(here, F_NOTIFY, DN_CREATE | DN_MULTISHOT);
    close(open("x", O_CREAT | O_WRONLY, 0600));
    return verdict();
}
