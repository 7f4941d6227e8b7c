/* Make a mount, and what is mounted below it, read-only, nosuid and so on: mount_setattr(2), or by hand
 * before Linux 5.12. */
#define _GNU_SOURCE
#include "box.h"
#include "die.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Flags that are locked in a user namespace must be repeated, or the remount is refused. */
static void remount(const char *path, uint32_t attributes) {
  struct statvfs status;
  if (statvfs(path, &status)) die_in(LAYER_MOUNTS, "statvfs %s", path);
  unsigned long flags = MS_REMOUNT | MS_BIND;
  if (attributes & ATTRIBUTE_RDONLY || status.f_flag & ST_RDONLY) flags |= MS_RDONLY;
  if (attributes & ATTRIBUTE_NOSUID || status.f_flag & ST_NOSUID) flags |= MS_NOSUID;
  if (attributes & ATTRIBUTE_NODEV || status.f_flag & ST_NODEV) flags |= MS_NODEV;
  if (attributes & ATTRIBUTE_NOEXEC || status.f_flag & ST_NOEXEC) flags |= MS_NOEXEC;
  if (status.f_flag & ST_NOATIME) flags |= MS_NOATIME;
  if (status.f_flag & ST_NODIRATIME) flags |= MS_NODIRATIME;
  if (status.f_flag & ST_RELATIME) flags |= MS_RELATIME;
  if (mount(NULL, path, NULL, flags, NULL)) die_in(LAYER_MOUNTS, "remount %s", path);
}

/* mountinfo writes blanks and backslashes as \ooo. */
static void unescape(char *text) {
  char *out = text;
  for (char *in = text; *in; out++) {
    if (in[0] == '\\' && in[1] && in[2] && in[3]) {
      *out = (char)((in[1] - '0') * 64 + (in[2] - '0') * 8 + (in[3] - '0'));
      in += 4;
    } else {
      *out = *in++;
    }
  }
  *out = 0;
}

static void remount_below(const char *path, uint32_t attributes) {
  char top[PATH_MAX], *line = NULL;
  size_t size = 0;
  if (!realpath(path, top)) die_in(LAYER_MOUNTS, "realpath %s", path);
  size_t length = strlen(top);
  FILE *mounts = fopen("/proc/self/mountinfo", "re");
  if (!mounts) die_in(LAYER_MOUNTS, "open /proc/self/mountinfo");
  while (getline(&line, &size, mounts) > 0) {
    char *point = line; /* the fifth field */
    for (int field = 1; field < 5 && point; field++) point = (point = strchr(point, ' ')) ? point + 1 : NULL;
    if (!point || !strchr(point, ' ')) continue;
    *strchr(point, ' ') = 0;
    unescape(point);
    if (!strncmp(point, top, length) && point[length] == '/') remount(point, attributes);
  }
  free(line);
  fclose(mounts);
}

void protect_mount(const struct box *box, const char *path, uint32_t attributes, bool recursive) {
  struct mount_attributes change = {.set = attributes};
  if (!box->options.classic_remount) {
    if (!syscall(__NR_mount_setattr, AT_FDCWD, path, recursive ? AT_RECURSIVE : 0, &change, sizeof change)) return;
    if (errno != ENOSYS && errno != EPERM) die_in(LAYER_MOUNTS, "mount_setattr %s", path);
  }
  remount(path, attributes);
  if (recursive) remount_below(path, attributes);
}
