/*
 * `box connect PATH`: stdin and stdout as a connection to `box listen`. For hosts that can start a process
 * beside the listener but cannot reach its socket (an engine on another machine). When its input ends it
 * closes the connection at once, in the middle of a run as well, so that the box ends with it.
 */
#define _GNU_SOURCE
#include "box.h"
#include "die.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char buffer[1 << 18];

/* Returns at the end of either side. */
static void copy(int from, int to) {
  for (;;) {
    ssize_t some = read(from, buffer, sizeof buffer);
    if (some < 0 && errno == EINTR) continue;
    if (some <= 0) return;
    for (ssize_t done = 0; done < some;) {
      ssize_t written = write(to, buffer + done, (size_t)(some - done));
      if (written < 0 && errno != EINTR) return;
      if (written > 0) done += written;
    }
  }
}

static void end(int number) {
  (void)number;
  _exit(0);
}

int connect_to_listener(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    die("connect %s", path);
  }
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address)) die("connect %s", path);
  /* One process for each direction: neither side may have to wait for the other to read. Each ends with the
   * other. */
  pid_t self = getpid();
  sigaction(SIGCHLD, &(struct sigaction){.sa_handler = end}, NULL);
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() == self) copy(fd, STDOUT_FILENO);
    return 0;
  }
  copy(STDIN_FILENO, fd);
  return 0;
}
