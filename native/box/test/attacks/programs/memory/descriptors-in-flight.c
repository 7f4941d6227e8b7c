// attack: keep files open inside socket messages, past the limit on open files
// variant: run
// expect: ok
#include "../attack.h"
#include <sys/socket.h>

int main(void) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) != 0) return verdict();
    int inFlight = 0;
    for (int i = 0; i < 10000; i++) {
        int ends[2];
        if (pipe2(ends, O_NONBLOCK) != 0) break;
        union { struct cmsghdr header; char space[CMSG_SPACE(2 * sizeof(int))]; } control;
        struct iovec part = {"x", 1};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        control.header = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof ends)};
        memcpy(CMSG_DATA(&control.header), ends, sizeof ends);
        ssize_t sent = sendmsg(pair[0], &message, MSG_NOSIGNAL);
        close(ends[0]);
        close(ends[1]);
        if (sent < 0) break;
        inFlight += 2;
    }
    if (inFlight > 1024) escaped("%d descriptors in flight", inFlight);
    return verdict();
}
