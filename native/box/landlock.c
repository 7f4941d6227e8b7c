/*
 * Reduced isolation: Landlock instead of a root of its own. Each run enters a domain made from one rule set:
 * it may read and execute the toolchains and filesDir, write below workDir and tmpDir, use a few devices, and
 * open nothing else. Where the kernel knows how, signals and abstract sockets stop at the domain's border
 * too. Kernel: Landlock(7).
 */
#define _GNU_SOURCE
#include "box.h"
#include "die.h"
#include "hide.h"
#include "kernel.h"
#include "reduced.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct ruleset { /* struct landlock_ruleset_attr, up to ABI 6 */
  uint64_t file_system, network, scoped;
};
struct path_rule { /* struct landlock_path_beneath_attr */
  uint64_t allowed;
  int32_t parent_fd;
} __attribute__((packed));
#define RULE_PATH_BENEATH 1
#define CREATE_RULESET_VERSION 1u

enum {
  FS_EXECUTE = 1 << 0, FS_WRITE_FILE = 1 << 1, FS_READ_FILE = 1 << 2, FS_READ_DIR = 1 << 3,
  FS_ABI_1 = (1 << 13) - 1, FS_REFER = 1 << 13, FS_TRUNCATE = 1 << 14, FS_IOCTL_DEV = 1 << 15,
  FS_OF_A_FILE = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV,
  NET_TCP = 1 << 0 | 1 << 1, SCOPE_ABSTRACT_SOCKETS = 1 << 0, SCOPE_SIGNALS = 1 << 1
};

int landlock_version(void) { return (int)syscall(__NR_landlock_create_ruleset, NULL, 0ul, (unsigned long)CREATE_RULESET_VERSION); }

static uint64_t file_rights(int version) {
  return FS_ABI_1 | (version >= 2 ? FS_REFER : 0) | (version >= 3 ? FS_TRUNCATE : 0) | (version >= 5 ? FS_IOCTL_DEV : 0);
}

static void allow_fd(const struct box *box, int fd, uint64_t rights, const char *name) {
  struct stat status;
  if (fstat(fd, &status)) die_in(LAYER_LANDLOCK, "stat %s", name);
  struct path_rule rule = {.allowed = S_ISDIR(status.st_mode) ? rights : rights & FS_OF_A_FILE, .parent_fd = fd};
  if (syscall(__NR_landlock_add_rule, box->landlock_fd, RULE_PATH_BENEATH, &rule, 0)) die_in(LAYER_LANDLOCK, "rule for %s", name);
}

static void allow_path(const struct box *box, const char *path, uint64_t rights, bool required) {
  int fd = open(path, O_PATH | O_CLOEXEC);
  if (fd < 0) {
    if (required) die_in(LAYER_LANDLOCK, "open %s", path);
    return;
  }
  allow_fd(box, fd, rights, path);
  close(fd);
}

/*
 * A rule opens a whole tree. So where a hidden directory lies below `path`, there is a rule for each of its
 * entries but that one, and none for itself: it can be passed, but not be listed.
 */
static void allow_all_but_hidden(const struct box *box, const char *path, uint64_t rights, bool required) {
  if (!holds_hidden(path)) {
    allow_path(box, path, rights, required);
    return;
  }
  DIR *directory = opendir(path);
  if (!directory && required) die_in(LAYER_LANDLOCK, "open %s", path);
  for (struct dirent *entry; directory && (entry = readdir(directory));) {
    char below[PATH_MAX];
    struct stat status;
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    if (snprintf(below, sizeof below, "%s/%s", path, entry->d_name) >= (int)sizeof below) continue;
    /* A rule for a link would be one for what it leads to, which is shown or not by itself. */
    if (is_hidden(below) || lstat(below, &status) || S_ISLNK(status.st_mode)) continue;
    allow_all_but_hidden(box, below, rights, false);
  }
  if (directory) closedir(directory);
}

static void allow_to_read(const struct box *box, const char *path, bool required) {
  char real[PATH_MAX];
  if (realpath(path, real)) allow_all_but_hidden(box, real, FS_READ_FILE | FS_READ_DIR | FS_EXECUTE, required);
  else if (required) die_in(LAYER_LANDLOCK, "open %s", path);
}

static void allow_toolchain(const struct box *box, const char *path) { allow_to_read(box, path, false); }

static void allow_what_is_shown(const struct box *box) {
  resolve_hidden(box);
  refuse_to_hide_what_is_needed(LAYER_LANDLOCK);
  each_toolchain(box, allow_toolchain);
  allow_toolchain(box, "/etc/ssl/openssl.cnf"); /* node gives up when it is there but closed */
  for (unsigned i = 0; i < box->options.read_only_count; i++) {
    const char *path = box->options.read_only[i], *colon = strrchr(path, ':');
    char source[PATH_MAX];
    snprintf(source, sizeof source, "%.*s", colon ? (int)(colon - path) : (int)strlen(path), path);
    errno = 0;
    if (colon && strcmp(source, colon + 1)) die_in(LAYER_LANDLOCK, "--ro %s: reduced isolation cannot show a directory under another name", path);
    allow_to_read(box, source, true);
  }
}

void prepare_landlock(struct box *box) {
  int version = landlock_version();
  if (version < 1) die_in(LAYER_LANDLOCK, "Landlock is not available");
  if (version < 3 && !box->separate_uid) {
    errno = 0;
    die_in(LAYER_LANDLOCK, "Landlock ABI %d is too old for an ordinary user (3 is needed)", version);
  }
  struct ruleset wanted = {.file_system = file_rights(version), .network = version >= 4 ? NET_TCP : 0,
                           .scoped = version >= 6 ? SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS : 0};
  size_t size = version >= 6 ? sizeof wanted : version >= 4 ? 16 : 8; /* older kernels refuse what they do not know */
  box->landlock_fd = (int)syscall(__NR_landlock_create_ruleset, &wanted, size, 0ul);
  if (box->landlock_fd < 0 || fcntl(box->landlock_fd, F_SETFD, FD_CLOEXEC)) die_in(LAYER_LANDLOCK, "create a rule set");
  allow_what_is_shown(box);
  allow_path(box, HUGE_PAGE_SIZE_FILE, FS_READ_FILE, false); /* without mounts it is the host's own, and no other of /sys */
  allow_fd(box, box->files_fd, FS_READ_FILE | FS_READ_DIR | FS_EXECUTE, box->files_dir);
  allow_fd(box, box->work_fd, wanted.file_system, box->work_dir);
  allow_fd(box, box->tmp_fd, wanted.file_system, box->tmp_dir);
  /* Not /dev/zero: a shared mapping of it is memory that no limit counts (rootfs.c). */
  static const char *const devices[] = {"/dev/null", "/dev/full", "/dev/random", "/dev/urandom"};
  for (unsigned i = 0; i < sizeof devices / sizeof *devices; i++)
    allow_path(box, devices[i], FS_READ_FILE | (i < 2 ? FS_WRITE_FILE | (wanted.file_system & FS_TRUNCATE) : 0), false);
  box->filter_signals = !box->separate_uid && version < 6;
  layer_ok(LAYER_LANDLOCK, "ABI %d; signals kept in by %s", version,
           box->separate_uid ? "a uid of the run's own" : version >= 6 ? "Landlock" : "a seccomp filter for each run");
}

int enter_landlock(const struct box *box) {
  return (int)syscall(__NR_landlock_restrict_self, (unsigned long)box->landlock_fd, 0ul, 0ul, 0ul, 0ul, box->cookie);
}
