// attack: pin pages of files in pipes and sockets, a byte of each, and take the files away
// variant: run processes
// expect: ok
// limits: memory=64MiB
#include "../attack.h"
#include <sys/sendfile.h>
#include <sys/socket.h>

int main(void) {
    int ends[2], more[2], pair[2], fd = open("/usr/bin/env", O_RDONLY);
    if (pipe(ends) || pipe(more) || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) || write(ends[1], "x", 1) != 1) return 1;
    REFUSED(splice(fd, &(off_t){0}, ends[1], 0, 1, 0));
    REFUSED(splice(ends[0], 0, pair[0], 0, 1, 0));
    REFUSED(tee(ends[0], more[1], 1, 0));
    REFUSED(sendfile(pair[0], fd, &(off_t){0}, 1));
    REFUSED(sendfile(ends[1], fd, &(off_t){0}, 1));
    return verdict();
}
