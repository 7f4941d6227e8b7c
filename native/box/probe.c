/*
 * `box probe`: builds a box exactly as `box serve` would, in a child that reports through shared memory, and
 * runs this very program inside it (`box self-test`). When that fails, the failing step, its errno and a look
 * at the usual switches name the cause and the cure.
 */
#define _GNU_SOURCE
#include "die.h"
#include "files.h"
#include "hide.h"
#include "reduced.h"
#include "run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static struct shared {
  struct report report;
  bool passed;
  char self_test[300]; /* what went wrong inside */
} *shared;

static void put_self(struct box *box, int self) {
  int directory = open_files_directory(box, "probe", true);
  int fd = directory < 0 ? -1 : openat(directory, "box", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
  if (fd < 0) die("put the self-test");
  static char part[1 << 16];
  for (ssize_t some; (some = read(self, part, sizeof part));)
    if (some < 0 || write(fd, part, (size_t)some) != some) die("copy the self-test");
  close(fd);
  close(directory);
}

static void run_self_test(struct box *box, int self) {
  char path[600], message[200] = "";
  put_self(box, self);
  snprintf(path, sizeof path, "%s/probe/box", box->files_dir);
  char *argv[5 + MAX_HIDDEN] = {path, (char *)"self-test", (char *)(uintptr_t)box->files_dir, (char *)(uintptr_t)(box->options.processes ? "processes" : "threads")};
  for (unsigned i = 0, next = 4; hidden_directory(i); i++)
    if (box->options.isolation == ISOLATION_REDUCED || !is_ours(hidden_directory(i))) argv[next++] = (char *)(uintptr_t)hidden_directory(i);
  char *envp[] = {NULL};
  struct program program = {.wall_limit_ns = 10000000000u, .cpu_limit_ns = 5000000000u, .memory_limit = 64u << 20, .output_limit = 1u << 20,
                            .process_limit = 8, .argv = argv, .envp = envp, .path = ""};
  struct streams streams = {.in = memfd_with_cookie(box, "in", MFD_CLOEXEC), .out = memfd_with_cookie(box, "out", MFD_CLOEXEC),
                            .err = memfd_with_cookie(box, "err", MFD_CLOEXEC)};
  struct observed observed = {0};
  struct child child;
  remember_clean_state(box);
  if (launch(box, &program, &streams, &child, &observed)) {
    watch(box, &program, &streams, &child, &observed);
    reap(box, &child, &observed);
  } else {
    snprintf(shared->self_test, sizeof shared->self_test, "%s: %s", observed.launch_step, strerror(observed.launch_error));
    return;
  }
  ssize_t length = pread(streams.out, message, sizeof message - 1, 0);
  shared->passed = length == 3 && !memcmp(message, "ok\n", 3) && judge(&program, &observed) == OUTCOME_OK && clean_work(box);
  if (!shared->passed) snprintf(shared->self_test, sizeof shared->self_test, "%.150s (wait status 0x%x)", message, (unsigned)observed.wait_status);
}

static void build_and_test(const struct options *options) {
  static struct box box;
  box = new_box(options);
  reset_process(STDERR_FILENO);
  int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (self < 0 || null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0) die("open /proc/self/exe and /dev/null");
  report = &shared->report;
  build_box(&box);
  run_self_test(&box, self);
  leave(&box, 0);
}

/* Whether anything in it can be seen. */
static bool shows_entries(const char *path) {
  DIR *directory = opendir(path);
  bool found = false;
  for (struct dirent *entry; directory && (entry = readdir(directory));) found |= strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
  if (directory) closedir(directory);
  return found;
}

/* Inside the box: 1 for each promise that does not hold. */
int self_test(int argc, char **argv) {
  const char *broken = NULL;
  char path[600];
  if (argc < 4) return EXIT_USAGE;
  snprintf(path, sizeof path, "%s/probe/written", argv[2]);
  pid_t child;
  if (getuid() == 0) broken = "it runs as root";
  else if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EACCES) broken = "it may make sockets";
  else if (!unshare(CLONE_NEWUSER)) broken = "it may make namespaces";
  else if (open("/written", O_CREAT | O_WRONLY, 0600) >= 0) broken = "it may write to /";
  else if (open(path, O_CREAT | O_WRONLY, 0600) >= 0) broken = "it may write to filesDir";
  else if (open("written", O_CREAT | O_WRONLY, 0600) < 0) broken = "it may not write to workDir";
  else if (open("/etc/shadow", O_RDONLY) >= 0 || open("/root", O_RDONLY | O_DIRECTORY) >= 0) broken = "it sees the host's files";
  else if ((child = fork()) == 0) _exit(0);
  else if ((child > 0) != !strcmp(argv[3], "processes")) broken = "it may make processes when it should not, or the other way round";
  for (int i = 4; i < argc; i++)
    if (shows_entries(argv[i])) broken = "it sees what --hide names";
  return puts(broken ? broken : "ok") < 0;
}

static long switch_value(const char *path) {
  char text[32];
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  if (fd >= 0) close(fd);
  if (length <= 0) return -1;
  text[length] = 0;
  return strtol(text, NULL, 10);
}

static bool under_a_seccomp_filter(void) {
  char line[256];
  bool found = false;
  FILE *status = fopen("/proc/self/status", "re");
  while (status && !found && fgets(line, sizeof line, status)) found = !strncmp(line, "Seccomp:\t2", 10);
  if (status) fclose(status);
  return found;
}

struct explanation {
  const char *cause, *cure;
};

static struct explanation explain_namespaces(const struct report *failure) {
  bool root = geteuid() == 0;
  if (switch_value("/proc/sys/user/max_user_namespaces") == 0)
    return (struct explanation){"user.max_user_namespaces is 0: the kernel makes no user namespaces",
                                "sysctl -w user.max_user_namespaces=15000 (and a file in /etc/sysctl.d to keep it)"};
  if (failure->failed_errno == ENOSPC)
    return (struct explanation){"a limit on the number of namespaces is reached (user.max_*_namespaces, or 32 levels of nesting)",
                                "raise the limits below /proc/sys/user, also those of the surrounding namespace"};
  if (!root && switch_value("/proc/sys/kernel/unprivileged_userns_clone") == 0)
    return (struct explanation){"kernel.unprivileged_userns_clone is 0: only root may make user namespaces", "sysctl -w kernel.unprivileged_userns_clone=1"};
  if (switch_value("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1 && !root)
    return (struct explanation){"AppArmor takes the rights out of user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1)",
                                "put the path of this program into docker/apparmor-cpast-runner and load it (apparmor_parser -r), or sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"};
  if (under_a_seccomp_filter())
    return (struct explanation){"a seccomp profile around this process (Docker's default one?) forbids what the box needs",
                                "start the container with the profile that `box seccomp-profile` prints, --security-opt seccomp=FILE"};
  if (failure->failed_errno == EINVAL && strstr(failure->failed_step, "create"))
    return (struct explanation){"this kernel was built without user namespaces", "use a kernel with CONFIG_USER_NS=y, or --isolation reduced"};
  if (strstr(failure->failed_step, "_map"))
    return (struct explanation){"the ids --uid-base and --uid-base + 1000 cannot be mapped here", "choose a --uid-base inside the range that /proc/self/uid_map shows, or run as an ordinary user"};
  return (struct explanation){"this system does not let the process make namespaces or mounts", "see `box` on stderr for the failing step; --isolation reduced needs neither"};
}

static bool root_without_rights(void) { return geteuid() == 0 && !can_clean_up_after_uid(); }

static struct explanation explain(const struct options *options) {
  const struct report *failure = &shared->report;
  if (!failure->failed && shared->passed) {
    if (options->isolation == ISOLATION_FULL && !failure->layer[LAYER_PROC].ok)
      return (struct explanation){"a fresh /proc cannot be mounted because the one outside is masked; memory is then limited by rlimits only",
                                  "start the container with empty MaskedPaths and ReadonlyPaths (docker run --security-opt systempaths=unconfined)"};
    return (struct explanation){"", ""};
  }
  if (!failure->failed) return (struct explanation){shared->self_test[0] ? shared->self_test : "the box ended before its self-test", "see stderr"};
  if (!strncmp(failure->failed_step, "--hide", 6)) return (struct explanation){failure->failed_step, "hide a directory that holds nothing but what is to be hidden"};
  if (failure->failed_errno == EPERM && root_without_rights())
    return (struct explanation){"this is root without the capabilities to use other ids (SETUID, SETGID, KILL, CHOWN, DAC_OVERRIDE, FOWNER)",
                                "start it as an ordinary user (docker run --user 10001:10001), which needs no capability, or give root these"};
  switch (failure->failed_layer) {
    case LAYER_USER_NAMESPACE:
    case LAYER_MOUNTS: return explain_namespaces(failure);
    case LAYER_LANDLOCK:
      if (strstr(failure->failed_step, "chown"))
        return (struct explanation){"the uid --uid-base + 1000 + --slot does not exist in this user namespace", "choose a --uid-base inside the range that /proc/self/uid_map shows, or run as an ordinary user"};
      if (failure->failed_errno == ENOSYS && under_a_seccomp_filter())
        return (struct explanation){"a seccomp profile around this process forbids Landlock, or the kernel lacks it", "use a container engine whose default profile allows landlock_*, or the one that `box seccomp-profile` prints"};
      return (struct explanation){"Landlock is missing, too old or switched off", "use Linux 5.13 or later (6.2 for an ordinary user) with landlock in the lsm= list of the kernel's command line"};
    case LAYER_SECCOMP: return (struct explanation){"seccomp filters cannot be installed", "use a kernel with CONFIG_SECCOMP_FILTER=y, and a container profile that allows seccomp(2)"};
    default: return (struct explanation){failure->failed_step, "see stderr"};
  }
}

static void print_string(const char *text) {
  putchar('"');
  for (; *text; text++) {
    unsigned char byte = (unsigned char)*text;
    if (byte == '"' || byte == '\\') printf("\\%c", byte);
    else if (byte < 0x20 || byte > 0x7e) printf("\\u%04x", byte);
    else putchar(byte);
  }
  putchar('"');
}

static void print_field(const char *name, const char *text) {
  printf(",\"%s\":", name);
  print_string(text);
}

static void print_report(const struct options *options, bool runnable) {
  static const char *const names[LAYER_COUNT] = {"userNamespace", "mounts", "proc", "seccomp", "network", "landlock", "noNewPrivs"};
  struct utsname kernel;
  struct explanation explanation = explain(options);
  uname(&kernel);
  printf("{\"runnable\":%s", runnable ? "true" : "false");
  print_field("isolation", options->isolation == ISOLATION_FULL ? "full" : "reduced");
  print_field("version", BOX_VERSION);
  print_field("arch", kernel.machine);
  print_field("kernel", kernel.release);
  printf(",\"layers\":{");
  for (int i = 0; i < LAYER_COUNT; i++) {
    printf("%s\"%s\":{\"ok\":%s", i ? "," : "", names[i], shared->report.layer[i].ok ? "true" : "false");
    print_field("detail", shared->report.layer[i].tried ? shared->report.layer[i].detail : "not reached");
    putchar('}');
  }
  putchar('}');
  print_field("cause", explanation.cause);
  print_field("cure", explanation.cure);
  printf("}\n");
}

int probe(const struct options *options) {
  int status = 0;
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) die("mmap");
  fflush(stdout);
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (!pid) build_and_test(options);
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  bool runnable = shared->passed && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (options->isolation == ISOLATION_FULL) {
    int version = landlock_version();
    shared->report.layer[LAYER_LANDLOCK].tried = true;
    shared->report.layer[LAYER_LANDLOCK].ok = version > 0;
    snprintf(shared->report.layer[LAYER_LANDLOCK].detail, sizeof shared->report.layer[LAYER_LANDLOCK].detail,
             version > 0 ? "ABI %d; not needed in full isolation" : "not available; not needed in full isolation", version);
  }
  print_report(options, runnable);
  return runnable ? 0 : 1;
}
