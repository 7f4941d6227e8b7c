/*
 * `box surroundings`: what a process beside the boxes, in the same container, may do. Each call is made with
 * arguments that the kernel itself would answer in another way than a filter does, so that the answer tells
 * whose it is. Docker's own profile allows the first ones and forbids namespaces; no filter at all allows
 * everything.
 */
#define _GNU_SOURCE
#include "box.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_first = true;

static void report_call(const char *name, long result) {
  if (result < 0 && (errno == EPERM || errno == ENOSYS)) return;
  printf("%s%s", is_first ? "" : ",", name);
  is_first = false;
}

static void report_forbidden_calls(void) {
  static const struct {
    const char *name;
    int family;
  } families[] = {{"inet", AF_INET}, {"inet6", AF_INET6}, {"netlink", AF_NETLINK}, {"packet", AF_PACKET}, {"vsock", AF_VSOCK}};
  char name[32];
  for (unsigned i = 0; i < sizeof families / sizeof *families; i++) {
    snprintf(name, sizeof name, "socket_%s", families[i].name);
    long fd = socket(families[i].family, SOCK_DGRAM, 0);
    report_call(name, fd);
    if (fd >= 0) close((int)fd);
  }
  report_call("inotify_init1", inotify_init1(IN_CLOEXEC));
  report_call("mknodat", mknodat(-1, "none", S_IFIFO | 0600, 0));
  report_call("unshare", unshare(0));
  report_call("setns", setns(-1, 0));
  report_call("ptrace", syscall(SYS_ptrace, 0x7fff, -1, 0, 0));
  report_call("keyctl", syscall(SYS_keyctl, 0, -3, 0, 0, 0));
  report_call("add_key", syscall(SYS_add_key, NULL, NULL, NULL, 0, 0));
  report_call("bpf", syscall(SYS_bpf, -1, NULL, 0));
  report_call("io_uring_setup", syscall(SYS_io_uring_setup, 0, NULL));
  report_call("perf_event_open", syscall(SYS_perf_event_open, NULL, -1, -1, -1, 0));
  report_call("userfaultfd", syscall(SYS_userfaultfd, -1));
  report_call("process_vm_readv", syscall(SYS_process_vm_readv, -1, NULL, 0, NULL, 0, 0));
}

static bool can_make_namespaces(void) {
  long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0ul, 0ul, 0ul, 0ul);
  if (!pid) _exit(0);
  if (pid > 0) waitpid((pid_t)pid, NULL, 0);
  return pid > 0;
}

int report_surroundings(void) {
  bool namespaces = can_make_namespaces();
  printf("forbidden_calls=");
  report_forbidden_calls();
  return printf("\nnamespaces=%s\n", namespaces ? "yes" : "no") < 0;
}
