// attack: a datagram socket pair may be pointed anew at any unix socket of the host, with no socket() call at all
// variant: run processes
// expect: ok
// witness: yes
#include "../attack.h"
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static void reach(const char *name, int isAbstract, int type) {
    struct sockaddr_un target = {.sun_family = AF_UNIX};
    snprintf(target.sun_path + isAbstract, sizeof target.sun_path - 1, "%s", name);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
    int pair[2];
    if (socketpair(AF_UNIX, type, 0, pair) != 0) return;
    struct iovec part = {"ESCAPED", 7};
    struct msghdr message = {.msg_name = &target, .msg_namelen = size, .msg_iov = &part, .msg_iovlen = 1};
    struct mmsghdr several = {.msg_hdr = message};
    // On a stream the address is refused or ignored; the witness tells whether anything arrived.
    int isDatagram = type == SOCK_DGRAM || type == SOCK_RAW;
    if (sendmsg(pair[0], &message, MSG_NOSIGNAL | MSG_DONTWAIT) > 0 && isDatagram) escaped("sendmsg to %s", name);
    if (sendmmsg(pair[0], &several, 1, MSG_NOSIGNAL | MSG_DONTWAIT) > 0 && isDatagram) escaped("sendmmsg to %s", name);
    if (sendto(pair[0], "ESCAPED", 7, MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&target, size) > 0 && isDatagram)
        escaped("sendto %s", name);
    if (connect(pair[0], (struct sockaddr *)&target, size) == 0) {
        escaped("connect of a socket pair to %s, type %d", name, type);
        send(pair[0], "ESCAPED", 7, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    struct sockaddr_un own = {.sun_family = AF_UNIX, .sun_path = "\0cpast-attack"};
    if (bind(pair[1], (struct sockaddr *)&own, 16) == 0) escaped("bound an abstract name, type %d", type);
    if (listen(pair[1], 1) == 0) escaped("listens, type %d", type);
    close(pair[0]);
    close(pair[1]);
}

int main(void) {
    static const int types[] = {SOCK_DGRAM, SOCK_RAW, SOCK_STREAM, SOCK_SEQPACKET};
    for (int t = 0; t < 4; t++) {
        reach(setting("ATTACK_WITNESS"), 1, types[t]);
        reach(setting("ATTACK_WITNESS_PATH"), 0, types[t]);
        reach("/dev/log", 0, types[t]);
        reach("/run/systemd/journal/socket", 0, types[t]);
    }
    return verdict();
}
