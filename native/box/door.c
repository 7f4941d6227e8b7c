/* The words of relay.h, one packet each. */
#define _GNU_SOURCE
#include "relay.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

struct packet {
  uint64_t word, number;
};

union control {
  struct cmsghdr head;
  char bytes[CMSG_SPACE(2 * sizeof(int))];
};

/* A door that is full belongs to one that does not listen any more: what was said is lost, as he is. */
bool tell_relay(int door, enum relay_word word, uint64_t number, const struct relay_ends *ends) {
  struct packet packet = {word, number};
  struct iovec part = {&packet, sizeof packet};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  union control control;
  if (ends) {
    memset(&control, 0, sizeof control);
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    control.head = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(2 * sizeof(int))};
    memcpy(CMSG_DATA(&control.head), (const int[]){ends->out, ends->in}, 2 * sizeof(int));
  }
  return sendmsg(door, &message, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof packet;
}

bool hear_relay(int door, enum relay_word *word, uint64_t *number, struct relay_ends *ends) {
  struct packet packet;
  struct iovec part = {&packet, sizeof packet};
  union control control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  *ends = (struct relay_ends){-1, -1};
  if (recvmsg(door, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) != (ssize_t)sizeof packet) return false;
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  if (head && head->cmsg_type == SCM_RIGHTS && head->cmsg_len == CMSG_LEN(2 * sizeof(int))) {
    int both[2];
    memcpy(both, CMSG_DATA(head), sizeof both);
    *ends = (struct relay_ends){both[0], both[1]};
  }
  *word = (enum relay_word)packet.word;
  *number = packet.number;
  return true;
}
