/* `box listen`: one box for each connection to a unix socket. The listener itself does nothing but accept and
 * fork. */
#define _GNU_SOURCE
#include "box.h"
#include "die.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char *socket_path;

static void end(int number) {
  unlink(socket_path);
  _exit(number ? 128 + number : 0);
}

/* A socket at this path, where one may connect. */
int bind_socket(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  struct stat status;
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    die("listen %s", path);
  }
  strcpy(address.sun_path, path);
  if (!lstat(path, &status) && S_ISSOCK(status.st_mode)) unlink(path); /* left by a listener that was killed */
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  /* The host may have another uid than the container: who may connect is decided by the directory the socket
   * lies in. */
  mode_t mask = umask(0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 64)) die("listen %s", path);
  umask(mask);
  return fd;
}

/* False: no connection waits, look again. Ends the listener when the host that holds its stdin is gone. */
static bool wait_for_connection(int listener, bool attached) {
  struct pollfd fds[2] = {{.fd = listener, .events = POLLIN}, {.fd = attached ? STDIN_FILENO : -1, .events = POLLIN}};
  char ignored[256];
  if (poll(fds, 2, -1) < 0) return false;
  if (fds[1].revents && read(STDIN_FILENO, ignored, sizeof ignored) == 0) end(0);
  return fds[0].revents != 0;
}

/*
 * Returns in a child whose stdin and stdout are the connection. Says `listening` once one may connect.
 * `attached`: ends with its input: its parent need not outlive it to clean up.
 */
void listen_for_jobs(const char *path, bool attached) {
  reset_process(STDERR_FILENO);
  int listener = bind_socket(path);
  pid_t self = getpid();
  socket_path = path;
  /* As PID 1 of a container the default action would not end us. */
  sigaction(SIGTERM, &(struct sigaction){.sa_handler = end}, NULL);
  sigaction(SIGINT, &(struct sigaction){.sa_handler = end}, NULL);
  sigaction(SIGCHLD, &(struct sigaction){.sa_handler = SIG_IGN}, NULL); /* no zombies */
  if (write(STDOUT_FILENO, "listening\n", 10) != 10 && attached) end(0);
  for (;;) {
    if (!wait_for_connection(listener, attached)) continue;
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        usleep(10000);
        continue;
      }
      die("accept");
    }
    pid_t pid = fork();
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
      if (getppid() != self) _exit(EXIT_BOX_FAILED);
      if (dup2(connection, 0) < 0 || dup2(connection, 1) < 0) die("dup2");
      return; /* serve_job resets signals and closes the rest */
    }
    close(connection); /* also when fork failed: the host sees the end and may try again */
  }
}

#define MAX_OPTIONS_BYTES 65536
#define MAX_OPTIONS 256

static void read_exactly(void *buffer, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t some = read(STDIN_FILENO, (char *)buffer + done, size - done);
    if (some < 0 && errno == EINTR) continue;
    if (some <= 0) _exit(0); /* a host that only looked whether the socket answers */
    done += (size_t)some;
  }
}

/* `u32 length`, then each option with a NUL behind it. Only the host reaches the socket: no run sees it. */
char **read_connection_options(void) {
  static char text[MAX_OPTIONS_BYTES + 1];
  static char *options[MAX_OPTIONS + 1];
  uint32_t length, count = 0;
  read_exactly(&length, sizeof length);
  if (length > MAX_OPTIONS_BYTES) die_of_host("options of %u bytes", length);
  read_exactly(text, length);
  for (uint32_t at = 0; at < length; at += (uint32_t)strlen(text + at) + 1) {
    if (count == MAX_OPTIONS) die_of_host("more than %u options", MAX_OPTIONS);
    options[count++] = text + at;
  }
  return options;
}
