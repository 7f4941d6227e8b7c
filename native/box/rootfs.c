/*
 * The root directory that runs see: a small read-only tmpfs with the toolchain directories of the host bound
 * into it read-only, a fresh /proc, a few devices, and two tmpfs of our own:
 *
 *   /box          what the host PUTs. PID 1 keeps a descriptor of the writable mount; a read-only bind lies over it.
 *   /work, /tmp   two folders of one size-limited tmpfs; a third, `trash`, is seen by PID 1 only (cleanup.c).
 */
#define _GNU_SOURCE
#include "box.h"
#include "die.h"
#include "hide.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_SOURCES (MAX_READ_ONLY + 64)
static struct source {
  int fd;
  char real[PATH_MAX]; /* the host's path of it, without links */
  char target[PATH_MAX];
} *sources;
static unsigned source_count;

bool is_ours(const char *target) {
  static const char *const ours[] = {"/box", "/work", "/tmp", "/proc", "/dev"};
  for (unsigned i = 0; i < sizeof ours / sizeof *ours; i++) {
    size_t length = strlen(ours[i]);
    if (!strncmp(target, ours[i], length) && (target[length] == '/' || !target[length])) return true;
  }
  return !strcmp(target, "/");
}

static void add_source(const char *path, const char *target, bool required, bool keep_link) {
  if (source_count == MAX_SOURCES) die_in(LAYER_MOUNTS, "too many directories to bind");
  struct source *source = &sources[source_count];
  source->fd = open(path, O_PATH | O_CLOEXEC | (keep_link ? O_NOFOLLOW : 0));
  if (source->fd < 0) {
    if (required) die_in(LAYER_MOUNTS, "--ro %s", path);
    return;
  }
  if (!realpath(path, source->real)) snprintf(source->real, sizeof source->real, "%s", path); /* a link that leads nowhere */
  if (snprintf(source->target, sizeof source->target, "%s", target) >= (int)sizeof source->target || target[0] != '/' || is_ours(target) ||
      strstr(target, "/../") || strlen(target) < 2) {
    errno = EINVAL;
    die_in(LAYER_MOUNTS, "--ro: cannot be mounted at %s", target);
  }
  source_count++;
}

static void add_toolchain(const struct box *box, const char *path) {
  (void)box;
  add_source(path, path, false, true);
}

/* Opens everything that is to be bound, while the process still has the ids it was started with. */
static void open_sources(struct box *box) {
  sources = calloc(MAX_SOURCES, sizeof *sources);
  if (!sources) die("out of memory");
  resolve_hidden(box);
  refuse_to_hide_what_is_needed(LAYER_MOUNTS);
  each_toolchain(box, add_toolchain);
  for (unsigned i = 0; i < box->options.read_only_count; i++) {
    char path[PATH_MAX];
    const char *argument = box->options.read_only[i], *colon = strrchr(argument, ':');
    snprintf(path, sizeof path, "%.*s", colon ? (int)(colon - argument) : (int)strlen(argument), argument);
    add_source(path, colon ? colon + 1 : path, true, false);
  }
}

/* mkdir -p of what lies above `path` (relative to the new root), and of `path` itself, as a directory or an
 * empty file. */
static void make_place(const char *path, bool directory) {
  char part[PATH_MAX];
  snprintf(part, sizeof part, "%s", path);
  for (char *slash = part; (slash = strchr(slash, '/')); *slash++ = '/') {
    *slash = 0;
    mkdir(part, 0755);
  }
  if (directory) {
    if (mkdir(part, 0755) && errno != EEXIST) die_in(LAYER_MOUNTS, "mkdir /%s", part);
    return;
  }
  int fd = open(part, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
  if (fd < 0 && errno != EROFS && errno != ETXTBSY) die_in(LAYER_MOUNTS, "create /%s", part);
  if (fd >= 0) close(fd);
}

static void bind_source(const struct box *box, const struct source *source) {
  const char *target = source->target + 1; /* relative to the new root */
  struct stat status;
  if (fstat(source->fd, &status)) die_in(LAYER_MOUNTS, "stat %s", source->target);
  if (S_ISLNK(status.st_mode)) {
    char link[PATH_MAX];
    ssize_t length = readlinkat(source->fd, "", link, sizeof link - 1);
    if (length < 0) die_in(LAYER_MOUNTS, "readlink %s", source->target);
    link[length] = 0;
    make_place(target, false);
    unlink(target);
    if (symlink(link, target)) die_in(LAYER_MOUNTS, "symlink %s", source->target);
    return;
  }
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", source->fd);
  make_place(target, S_ISDIR(status.st_mode));
  if (mount(path, target, NULL, MS_BIND | MS_REC, NULL)) die_in(LAYER_MOUNTS, "bind %s", source->target);
  protect_mount(box, target, ATTRIBUTE_RDONLY | ATTRIBUTE_NOSUID | ATTRIBUTE_NODEV, true);
  cover_hidden(source->real, target);
}

static void bind_sources(const struct box *box) {
  for (unsigned i = 0; i < source_count; i++) {
    bind_source(box, &sources[i]);
    close(sources[i].fd);
  }
  free(sources);
}

static void make_devices(const struct box *box) {
  /* /dev/zero is the host's /dev/full: it reads the same, but a shared mapping of /dev/zero is memory that no
   * limit counts. */
  static const char *const devices[][2] = {{"dev/null", "/dev/null"}, {"dev/zero", "/dev/full"}, {"dev/full", "/dev/full"},
                                           {"dev/random", "/dev/random"}, {"dev/urandom", "/dev/urandom"}};
  for (unsigned i = 0; i < sizeof devices / sizeof *devices; i++) {
    make_place(devices[i][0], false);
    if (mount(devices[i][1], devices[i][0], NULL, MS_BIND, NULL)) die_in(LAYER_MOUNTS, "bind %s", devices[i][1]);
    /* Read-only: a device can be written all the same, but not the times of its inode, which is the host's. */
    protect_mount(box, devices[i][0], ATTRIBUTE_RDONLY | ATTRIBUTE_NOSUID | ATTRIBUTE_NOEXEC, false);
  }
  static const char *const links[][2] = {{"/proc/self/fd", "dev/fd"}, {"/proc/self/fd/0", "dev/stdin"}, {"/proc/self/fd/1", "dev/stdout"},
                                         {"/proc/self/fd/2", "dev/stderr"}, {"/tmp", "dev/shm"}};
  for (unsigned i = 0; i < sizeof links / sizeof *links; i++)
    if (symlink(links[i][0], links[i][1])) die_in(LAYER_MOUNTS, "symlink /%s", links[i][1]);
}

/*
 * A /proc that shows nothing but the run's own processes. PID 1 sees them all: as a member of the group named
 * by gid= (runs are not), or by CAP_SYS_PTRACE where it has the same ids as runs. Not fatal: a container
 * whose /proc is masked forbids a fresh one; then limits rest on rlimits and wait4's figures alone, and that
 * is reported.
 */
static void mount_proc(struct box *box) {
  const char *gid = box->separate_uid ? ",gid=0" : "";
  char data[64];
  box->proc_fd = -1;
  mkdir("proc", 0555);
  snprintf(data, sizeof data, "hidepid=2,subset=pid%s", gid);
  int failed = mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, data);
  if (failed && errno == EINVAL) { /* before Linux 5.8 */
    snprintf(data, sizeof data, "hidepid=2%s", gid);
    failed = mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, data);
  }
  if (failed) {
    layer_missing(LAYER_PROC, "mount a fresh /proc: %s", strerror(errno));
    return;
  }
  protect_mount(box, "proc", ATTRIBUTE_RDONLY, false);
  box->proc_fd = open("proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (box->proc_fd < 0) die_in(LAYER_PROC, "open /proc");
  layer_ok(LAYER_PROC, "fresh, %s", data);
}

static void make_file(const char *path, const char *text) {
  make_place(path, false);
  int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
  size_t length = strlen(text);
  if (fd < 0 || write(fd, text, length) != (ssize_t)length) die_in(LAYER_MOUNTS, "write /%s", path);
  close(fd);
}

static void make_etc(void) {
  make_file("etc/passwd", "root:x:0:0:root:/:/bin/sh\nrun:x:1000:1000:run:/work:/bin/sh\n");
  make_file("etc/group", "root:x:0:\nrun:x:1000:\n");
  make_file("etc/hosts", "127.0.0.1 localhost box\n");
}

/* A file of the box's own with the host's number in it: of the host's /sys nothing is mounted. Its directories
 * can be passed, not listed. */
static void make_sys(unsigned long long huge_page_bytes) {
  char text[24];
  if (!huge_page_bytes) return;
  snprintf(text, sizeof text, "%llu\n", huge_page_bytes);
  make_file(HUGE_PAGE_SIZE_FILE + 1, text);
  char above[] = HUGE_PAGE_SIZE_FILE;
  for (char *slash; (slash = strrchr(above, '/')) != above;) {
    *slash = 0;
    if (chmod(above + 1, 0111)) die_in(LAYER_MOUNTS, "chmod %s", above);
  }
}

static int open_directory(const char *path) {
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) die_in(LAYER_MOUNTS, "open /%s", path);
  return fd;
}

static int make_folder(const char *path, mode_t mode) {
  if (mkdir(path, mode) || chmod(path, mode)) die_in(LAYER_MOUNTS, "mkdir /%s", path); /* chmod: umask */
  return open_directory(path);
}

static void mount_work(struct box *box) {
  char data[96];
  mkdir("work", 0755);
  mkdir("tmp", 0755);
  snprintf(data, sizeof data, "size=%llu,nr_inodes=%llu,mode=700", (unsigned long long)box->options.work_bytes,
           (unsigned long long)box->options.work_inodes + 4); /* its root and the three folders are ours */
  if (mount("work", "tmp", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOATIME, data)) die_in(LAYER_MOUNTS, "mount a tmpfs for /work");
  /* Opened below one and the same mount, so that things can be renamed between them. */
  box->work_fd = make_folder("tmp/work", 0777);
  box->tmp_fd = make_folder("tmp/tmp", 01777);
  box->trash_fd = make_folder("tmp/trash", 0700);
  if (mount("tmp/work", "work", NULL, MS_BIND, NULL) || mount("tmp/tmp", "tmp", NULL, MS_BIND, NULL))
    die_in(LAYER_MOUNTS, "bind /work and /tmp");
  box->work_dir = "/work";
  box->tmp_dir = "/tmp";
}

static void mount_files(struct box *box) {
  char data[64];
  mkdir("box", 0755);
  snprintf(data, sizeof data, "size=%llu,mode=755", (unsigned long long)box->options.files_bytes);
  if (mount("files", "box", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOATIME, data)) die_in(LAYER_MOUNTS, "mount a tmpfs for /box");
  box->files_fd = open_directory("box");
  if (mount("box", "box", NULL, MS_BIND, NULL)) die_in(LAYER_MOUNTS, "bind /box");
  protect_mount(box, "box", ATTRIBUTE_RDONLY | ATTRIBUTE_NOSUID | ATTRIBUTE_NODEV, false);
  box->files_dir = "/box";
}

/* Any directory will do to build on; it is covered for a moment only, in our mount namespace only. */
static void build_on_a_new_tmpfs(void) {
  static const char *const candidates[] = {"/sys", "/mnt", "/srv", "/media", "/run", "/tmp", "/usr"};
  for (unsigned i = 0; i < sizeof candidates / sizeof *candidates; i++) {
    if (mount("root", candidates[i], "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,nr_inodes=1024,mode=755")) {
      if (errno == ENOENT || errno == ENOTDIR) continue;
      die_in(LAYER_MOUNTS, "mount a tmpfs on %s", candidates[i]);
    }
    if (chdir(candidates[i])) die_in(LAYER_MOUNTS, "chdir %s", candidates[i]);
    return;
  }
  die_in(LAYER_MOUNTS, "no directory to mount on");
}

static void make_this_the_root(void) {
  if (syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) || chdir("/")) die_in(LAYER_MOUNTS, "pivot_root");
}

/* Of the host's /proc, before it is out of sight; both concern the namespaces of the process that reads or
 * writes. */
static void open_counters(struct box *box) {
  box->last_pid_fd = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
  box->sockets_fd = open("/proc/self/net/sockstat", O_RDONLY | O_CLOEXEC);
}

static struct built {
  struct box *box;
  int root_fd;
} built;

/* In a process that shares memory and descriptors with PID 1, but not its mount namespace. */
static int build_in_own_namespace(void *argument) {
  struct box *box = ((struct built *)argument)->box;
  open_sources(box);
  unsigned long long huge_page_bytes = huge_page_size(); /* before anything covers the host's /sys */
  take_first_id(box);
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) die_in(LAYER_MOUNTS, "make all mounts private");
  /* Never closed by PID 1: the namespace lives for as long as a process holds it, and no process stays in it.
   * */
  if (open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC) < 0) die_in(LAYER_MOUNTS, "open /proc/self/ns/mnt");
  build_on_a_new_tmpfs();
  make_etc();
  make_sys(huge_page_bytes);
  bind_sources(box);
  mkdir("dev", 0755);
  make_devices(box);
  mount_proc(box);
  mount_files(box);
  mount_work(box);
  make_this_the_root();
  protect_mount(box, "/", ATTRIBUTE_RDONLY | ATTRIBUTE_NOSUID | ATTRIBUTE_NODEV, false);
  built.root_fd = open_directory("/");
  return 0;
}

/*
 * The root is built in a mount namespace beside that of PID 1, which then goes into it by a descriptor. So
 * runs have mounts of a namespace that is not theirs, and their own holds one empty tmpfs:
 * /proc/self/mountinfo, which would name the host's devices and options, is empty, and nothing can be mounted
 * or moved in that root any more, by PID 1 neither.
 */
void build_root(struct box *box) {
  static char stack[1 << 18] __attribute__((aligned(64)));
  int status;
  built = (struct built){box, -1};
  pid_t pid = clone(build_in_own_namespace, stack + sizeof stack, CLONE_NEWNS | CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, &built);
  if (pid < 0) die_in(LAYER_MOUNTS, "create a mount namespace");
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) die("waitpid");
  if (!WIFEXITED(status) || WEXITSTATUS(status)) _exit(EXIT_BOX_FAILED); /* it said why */
}

void enter_root(struct box *box) {
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) die_in(LAYER_MOUNTS, "make all mounts private");
  open_counters(box);
  build_on_a_new_tmpfs();
  make_this_the_root();
  if (fchdir(built.root_fd) || chroot(".") || chdir("/work")) die_in(LAYER_MOUNTS, "enter the root");
  close(built.root_fd);
  if (sethostname("box", 3)) die_in(LAYER_MOUNTS, "sethostname");
  layer_ok(LAYER_MOUNTS, "a read-only root of %u host paths; %llu MiB for /work and /tmp", source_count,
           (unsigned long long)(box->options.work_bytes >> 20));
}
