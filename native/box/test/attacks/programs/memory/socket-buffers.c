// attack: fill the buffers of socket pairs, enlarged as far as the kernel lets it, in every thread or process
// variant: run processes
// expect: ok
// expect@processes: memory_limit
// limits: memory=64MiB processes=16 cpu=12000 wall=12000
// leftovers: allowed
#include "../attack.h"
#include <sys/socket.h>

static unsigned long fill(void) {
    static char block[65536];
    unsigned long total = 0;
    int pair[2], size = 1 << 30;
    for (int i = 0; total < 320 * MiB && i < 2048 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == 0; i++)
        for (int end = 0; end < 2; end++) {
            setsockopt(pair[end], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
            for (ssize_t n; (n = send(pair[end], block, sizeof block, MSG_NOSIGNAL)) > 0;) total += (unsigned long)n;
        }
    return total;
}

int main(void) {
    int report[2];
    unsigned long total = 0, part;
    if (pipe(report) != 0) return 1;
    for (int i = 0; i < 8; i++)
        if (fork() == 0) {
            part = fill();
            if (write(report[1], &part, sizeof part) < 0) _exit(1);
            usleep(2000000);
            _exit(0);
        }
    part = fill();
    total = part;
    close(report[1]);
    while (read(report[0], &part, sizeof part) == sizeof part) total += part;
    if (total > 256 * MiB) escaped("%lu MiB in socket buffers with a limit of 64 MiB", total / MiB);
    return verdict();
}
