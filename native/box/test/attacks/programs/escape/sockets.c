// attack: a socket of every family and type
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/socket.h>

int main(void) {
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET, SOCK_PACKET};
    for (int family = 0; family < 46; family++)
        for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
            for (int protocol = 0; protocol < 18; protocol++) {
                int fd = socket(family, types[t], protocol);
                if (fd >= 0) escaped("socket(%d, %d, %d)", family, types[t], protocol), close(fd);
            }
            int pair[2];
            if (family != AF_UNIX && socketpair(family, types[t], 0, pair) == 0) escaped("socketpair(%d, %d)", family, types[t]);
        }
    // As the 64-bit argument 1<<32|AF_INET a filter might take it for something else.
    REFUSED(syscall(SYS_socket, 1UL << 32 | AF_INET, SOCK_STREAM, 0));
    REFUSED(syscall(SYS_socket, 1UL << 32 | AF_UNIX, SOCK_STREAM, 0));
    REFUSED(syscall(SYS_socketpair, 1UL << 32 | AF_NETLINK, SOCK_RAW, 0, 0));
    return verdict();
}
