// Runs on the host, outside any box: holds two unix datagram sockets, one with an abstract name and one with
// a path, and writes `reached` to stdout for whatever arrives.
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int listening(const char *name, int isAbstract) {
    struct sockaddr_un own = {.sun_family = AF_UNIX};
    snprintf(own.sun_path + isAbstract, sizeof own.sun_path - 1, "%s", name);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr *)&own, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name))) != 0) return -1;
    if (!isAbstract) chmod(name, 0666);
    return fd;
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct pollfd fds[2] = {{listening(arguments[1], 1), POLLIN, 0}, {listening(arguments[2], 0), POLLIN, 0}};
    if (fds[0].fd < 0 || fds[1].fd < 0) return 3;
    if (write(1, "ready\n", 6) != 6) return 4;
    for (char line[256]; poll(fds, 2, -1) > 0;)
        for (int i = 0; i < 2; i++)
            if (fds[i].revents && recv(fds[i].fd, line, sizeof line, MSG_DONTWAIT) >= 0)
                if (write(1, "reached\n", 8) != 8) return 4;
    return 0;
}
