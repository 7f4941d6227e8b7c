#define _GNU_SOURCE
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char json[8192];
static const char *hide; /* NULL: nothing */

/* Runs `box probe`, with something done to the process first. Returns its exit code. */
static int probe_after(void (*prepare)(void), const char *isolation) {
  int out[2];
  if (pipe(out)) return -1;
  pid_t pid = fork();
  if (!pid) {
    dup2(out[1], 1);
    dup2(open("/dev/null", O_WRONLY), 2);
    if (*test_user && (setgid((gid_t)atoi(test_user)) || setuid((uid_t)atoi(test_user)))) _exit(98);
    if (prepare) prepare();
    execl(box_path, "box", "probe", "--isolation", isolation, hide ? "--hide" : NULL, hide, (char *)NULL);
    _exit(99);
  }
  close(out[1]);
  size_t size = 0;
  for (ssize_t some; (some = read(out[0], json + size, sizeof json - 1 - size)) > 0;) size += (size_t)some;
  json[size] = 0;
  close(out[0]);
  return wait_box(pid);
}

static void write_to(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) _exit(97);
  close(fd);
}

static void no_user_namespaces(void) {
  char map[60];
  uid_t uid = geteuid();
  gid_t gid = getegid();
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* setuid took the right to our own /proc entries away */
  if (unshare(CLONE_NEWUSER)) _exit(96);
  write_to("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "0 %u 1", uid);
  write_to("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "0 %u 1", gid);
  write_to("/proc/self/gid_map", map);
  write_to("/proc/sys/user/max_user_namespaces", "0");
}

/* Like a container engine's default profile. */
static void deny(uint32_t number, uint32_t flag, uint32_t error) {
  struct sock_filter code[] = {
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 3, number},
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, args)},
      {BPF_JMP | BPF_JSET | BPF_K, 0, 1, flag},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | error},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
  };
  if (!flag) code[1] = (struct sock_filter){BPF_JMP | BPF_JEQ | BPF_K, 2, 3, number};
  struct sock_fprog filter = {.len = sizeof code / sizeof *code, .filter = code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0)) _exit(95);
}
static void deny_namespaces(void) { deny(SYS_clone, CLONE_NEWUSER, EPERM); }
static void deny_landlock(void) { deny(444, 0, ENOSYS); }
static void deny_proc(void) { deny(SYS_seccomp, 0, EPERM); }

static void finds_itself_runnable(void) {
  CHECK(probe_after(NULL, mode.full ? "full" : "reduced") == 0, "%s", json);
  CHECK(strstr(json, "{\"runnable\":true,") == json, "%s", json);
  CHECK(strstr(json, "\"seccomp\":{\"ok\":true") && strstr(json, "\"noNewPrivs\":{\"ok\":true") && strstr(json, "\"cause\":\"\",\"cure\":\"\"}"), "%s", json);
}

static void tries_hiding(void) {
  hide = "/usr/share";
  CHECK(probe_after(NULL, mode.full ? "full" : "reduced") == 0, "%s", json);
  hide = "/usr";
  CHECK(probe_after(NULL, mode.full ? "full" : "reduced") == 1, "%s", json);
  CHECK(strstr(json, "\"cause\":\"--hide /usr: every program needs /usr\""), "%s", json);
  hide = NULL;
}

static void explains_the_sysctl(void) {
  CHECK(probe_after(no_user_namespaces, "full") == 1, "%s", json);
  CHECK(strstr(json, "{\"runnable\":false,") == json && strstr(json, "\"cause\":\"user.max_user_namespaces is 0") && strstr(json, "sysctl -w user.max_user_namespaces"), "%s", json);
}

static void explains_a_container_profile(void) {
  CHECK(probe_after(deny_namespaces, "full") == 1, "%s", json);
  CHECK(strstr(json, "\"userNamespace\":{\"ok\":false") && strstr(json, "seccomp profile") && strstr(json, "box seccomp-profile"), "%s", json);
  CHECK(probe_after(deny_proc, "full") == 1, "%s", json);
  CHECK(strstr(json, "\"seccomp\":{\"ok\":false"), "%s", json);
}

static void explains_missing_landlock(void) {
  CHECK(probe_after(deny_landlock, "reduced") == 1, "%s", json);
  CHECK(strstr(json, "\"landlock\":{\"ok\":false") && strstr(json, "\"cause\":\"a seccomp profile"), "%s", json);
}

static void drop_capabilities(void) {
  for (int capability = 0; capability < 64; capability++) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0); /* exec takes them away */
}

static void explains_powerless_root(void) {
  CHECK(probe_after(drop_capabilities, mode.full ? "full" : "reduced") == 1, "%s", json);
  CHECK(strstr(json, "\"cause\":\"this is root without the capabilities") && strstr(json, "ordinary user"), "%s", json);
}

static int connect_to(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(!connect(fd, (struct sockaddr *)&address, sizeof address), "connect to %s", path);
  return fd;
}

/* It says so as soon as one may connect. */
static void wait_until_it_listens(int from) {
  static const char expected[] = "listening\n";
  char line[sizeof expected] = "";
  for (size_t size = 0; size < sizeof expected - 1;) {
    ssize_t some = read(from, line + size, sizeof expected - 1 - size);
    if (some <= 0) break;
    size += (size_t)some;
  }
  CHECK(!strcmp(line, expected), "it says %s", line);
}

static void listens(void) {
  char directory[] = "/tmp/box-listen-XXXXXX", path[60];
  int to, from;
  if (!mkdtemp(directory)) CHECK(false, "mkdtemp");
  if (*test_user && chown(directory, (uid_t)atoi(test_user), (gid_t)atoi(test_user))) CHECK(false, "chown");
  snprintf(path, sizeof path, "%s/socket", directory);
  pid_t pid = spawn_box((const char *[]){"listen", path, "--isolation", mode.full ? "full" : "reduced", NULL}, &to, &from);
  wait_until_it_listens(from);
  for (int round = 0; round < 3; round++) {
    bool alone = !mode.full && !mode.other_user; /* the slot of a reduced box as root is its own */
    struct host hosts[2];
    for (int i = 0; i < (alone ? 1 : 2); i++) {
      hosts[i] = (struct host){.to = connect_to(path)};
      hosts[i].from = hosts[i].to;
      read_ready(&hosts[i]);
      put_program(&hosts[i], "test", "program", program_path);
    }
    for (int i = 0; i < (alone ? 1 : 2); i++) {
      struct result result = behave(&hosts[i], "exit", "0");
      CHECK(result.outcome == OK);
      shutdown(hosts[i].to, SHUT_WR);
      char byte;
      CHECK(read(hosts[i].to, &byte, 1) == 0, "the end of the box is the end of the connection");
      close(hosts[i].to);
    }
  }
  kill(pid, SIGTERM);
  wait_box(pid);
  CHECK(access(path, F_OK), "the socket is still there");
  close(to);
  close(from);
  rmdir(directory);
}

void probe_tests(void) {
  test("probe finds the box runnable", finds_itself_runnable);
  test("probe tries what it is told to hide", tries_hiding);
  if (mode.full) test("probe names the sysctl that forbids user namespaces, and the cure", explains_the_sysctl);
  if (mode.full) test("probe names a container's seccomp profile, and the cure", explains_a_container_profile);
  if (!mode.full) test("probe says that Landlock is missing", explains_missing_landlock);
  if (!mode.other_user && geteuid() == 0) test("probe tells a root without capabilities what to do", explains_powerless_root);
  test("listens on a socket and serves one box for each connection", listens);
}
