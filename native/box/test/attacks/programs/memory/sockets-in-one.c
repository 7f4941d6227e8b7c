// attack: fill the buffers of as many sockets as one process may have, with a limit of memory below that
// variant: run
// expect: memory_limit
// expect@reduced: ok
// known@reduced: sockets cannot be counted where the network namespace is the host's; 256 descriptors bound them
// limits: memory=32MiB cpu=12000 wall=12000
#include "../attack.h"
#include <sys/socket.h>

int main(void) {
    static char block[65536];
    unsigned long total = 0;
    int pair[2];
    while (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == 0)
        for (int end = 0; end < 2; end++)
            for (ssize_t n; (n = send(pair[end], block, sizeof block, MSG_NOSIGNAL)) > 0;) total += (unsigned long)n;
    usleep(500000);
    escaped("%lu MiB in sockets of one process with a limit of 32 MiB", total / MiB);
    return verdict();
}
