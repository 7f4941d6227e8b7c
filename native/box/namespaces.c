/*
 * Enter fresh user, pid, mount, network, ipc, uts and cgroup namespaces: once per box. The outer process
 * writes the id maps, then only waits: when it dies (however), PDEATHSIG kills PID 1, and with PID 1
 * everything in the namespace.
 */
#define _GNU_SOURCE
#include "box.h"
#include "die.h"
#include "kernel.h"
#include "reduced.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static void write_file(pid_t pid, const char *name, const char *text) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) {
    int error = errno;
    kill(pid, SIGKILL);
    errno = error;
    die_in(LAYER_USER_NAMESPACE, "write %s", name);
  }
  close(fd);
}

/*
 * Root gives the box two ids from a range that nothing else uses: 0 for PID 1 and 1000 for runs. An ordinary
 * user can map only himself, and maps himself to 1000: with a uid that is not 0, exec drops all capabilities.
 */
static void write_id_maps(const struct box *box, pid_t pid) {
  char map[96];
  if (box->separate_uid) {
    snprintf(map, sizeof map, "0 %u 1\n%u %u 1\n", box->options.uid_base, RUN_UID, box->options.uid_base + RUN_UID);
    write_file(pid, "uid_map", map);
    write_file(pid, "gid_map", map);
    return;
  }
  write_file(pid, "setgroups", "deny");
  snprintf(map, sizeof map, "%u %u 1\n", RUN_UID, (unsigned)geteuid());
  write_file(pid, "uid_map", map);
  snprintf(map, sizeof map, "%u %u 1\n", RUN_UID, (unsigned)getegid());
  write_file(pid, "gid_map", map);
}

static void wait_and_exit(pid_t pid) {
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) die("waitpid");
  if (WIFEXITED(status)) _exit(WEXITSTATUS(status));
  fprintf(stderr, "box: PID 1 died of signal %d\n", WTERMSIG(status));
  _exit(EXIT_BOX_FAILED);
}

void take_first_id(const struct box *box) {
  if (box->separate_uid && (setresgid(0, 0, 0) || setgroups(0, NULL) || setresuid(0, 0, 0)))
    die_in(LAYER_USER_NAMESPACE, "become uid 0 of the user namespace");
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* changing ids hid /proc/self from us (commit_creds) */
}

/* PID 1 of the new namespaces, its maps already written by the outer process, which holds the other end of
 * the pipe. */
static void become_init(struct box *box, int maps_written) {
  char byte;
  if (read(maps_written, &byte, 1) != 1) _exit(EXIT_BOX_FAILED); /* the outer process died; it said why */
  build_root(box);
  take_first_id(box);
  /* Changing ids cleared the flag (commit_creds). */
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)) die("PR_SET_PDEATHSIG");
  /* Had the outer process died before the prctl, no signal would come: but then its end of the pipe is
   * closed. */
  struct pollfd outer = {.fd = maps_written, .events = 0};
  if (poll(&outer, 1, 0) != 0) _exit(EXIT_BOX_FAILED);
  box->lifeline_fd = -1;
  close(maps_written);
}

/* With our own uid: PID 1; and before Linux 5.14, which counts for each user namespace, everything else that
 * is ours. */
static uint32_t processes_besides_runs(struct box *box) {
  struct utsname kernel;
  int major = 0, minor = 0;
  if (uname(&kernel) || sscanf(kernel.release, "%d.%d", &major, &minor) != 2 || major > 5 || (major == 5 && minor >= 14)) return 1;
  box->proc_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
  uint32_t tasks = tasks_of_this_user(box);
  close(box->proc_fd);
  box->proc_fd = -1;
  return tasks + 64; /* he may start more */
}

/* The first byte of what follows the heading, in a file of this process's network namespace; 0: nothing does;
 * -1: it cannot be read. */
static int first_entry(const char *path, bool has_heading) {
  char text[1024];
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text + 1, sizeof text - 2);
  int error = errno;
  if (fd >= 0) close(fd);
  errno = error;
  if (length < 0) return errno == ENOENT ? 0 : -1; /* a kernel without IPv6 */
  text[0] = '\n';
  text[length + 1] = 0;
  const char *before = has_heading ? strchr(text + 1, '\n') : text;
  return before ? (unsigned char)before[1] : 0;
}

/*
 * A new namespace may hold interfaces (tunl0, sit0), so these say nothing; but it has no route and no
 * address, and we brought none up. The /proc of outside still shows the namespace of the process that reads
 * it.
 */
static void look_at_network(void) {
  int routes = first_entry("/proc/self/net/route", true), addresses = first_entry("/proc/self/net/if_inet6", false);
  if (access("/proc/self/net/dev", R_OK) || routes < 0 || addresses < 0) layer_missing(LAYER_NETWORK, "cannot be looked at: %s", strerror(errno));
  else if (routes || addresses) layer_missing(LAYER_NETWORK, "the network namespace has %s", routes ? "a route" : "an address");
  else layer_ok(LAYER_NETWORK, "a network namespace without route and address, and no sockets");
}

void enter_namespaces(struct box *box) {
  unsigned host_uid = (unsigned)geteuid();
  box->separate_uid = can_change_uid();
  box->run_uid = RUN_UID;
  box->run_gid = RUN_UID;
  box->process_count_base = box->separate_uid ? 0 : processes_besides_runs(box);
  int maps_written[2];
  if (pipe2(maps_written, O_CLOEXEC)) die("pipe");
  unsigned long flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
  pid_t pid = (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0ul, 0ul, 0ul, 0ul);
  if (pid < 0) die_in(LAYER_USER_NAMESPACE, "create namespaces");
  if (pid > 0) {
    close(maps_written[0]);
    write_id_maps(box, pid);
    if (write(maps_written[1], "x", 1) != 1) die("release PID 1");
    wait_and_exit(pid); /* maps_written[1] stays open for as long as we live: see become_init */
  }
  close(maps_written[1]);
  become_init(box, maps_written[0]);
  layer_ok(LAYER_USER_NAMESPACE, "runs are uid %u of the host, seen as %u", box->separate_uid ? box->options.uid_base + RUN_UID : host_uid, RUN_UID);
  look_at_network();
}
