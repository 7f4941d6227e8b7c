/*
 * Directories that no run may see although something that is shown holds them: the worker's own, with its
 * secrets. In full isolation an empty read-only directory is mounted over each, wherever a bind shows it; in
 * reduced isolation landlock.c lets nothing of it be opened.
 */
#define _GNU_SOURCE
#include "box.h"
#include "die.h"
#include "hide.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

static char *hidden[MAX_HIDDEN];
static unsigned hidden_count;

/* What `path` has beyond `directory` ("" for the same, "/..." below it); NULL: it lies elsewhere. */
static const char *beyond(const char *path, const char *directory) {
  size_t length = strlen(directory);
  if (strncmp(path, directory, length) || (path[length] && path[length] != '/')) return NULL;
  return path + length;
}

void resolve_hidden(const struct box *box) {
  for (unsigned i = 0; i < box->options.hidden_count; i++) {
    char *real = realpath(box->options.hidden[i], NULL);
    if (!real) {
      if (errno == ENOENT || errno == ENOTDIR) continue; /* nothing is there */
      die("--hide %s", box->options.hidden[i]);
    }
    if (strcmp(real, "/")) hidden[hidden_count++] = real; /* no box shows the root itself */
  }
}

const char *hidden_directory(unsigned i) { return i < hidden_count ? hidden[i] : NULL; }

bool is_hidden(const char *path) {
  for (unsigned i = 0; i < hidden_count; i++)
    if (!strcmp(path, hidden[i])) return true;
  return false;
}

bool holds_hidden(const char *path) {
  for (unsigned i = 0; i < hidden_count; i++) {
    const char *rest = beyond(hidden[i], path);
    if (rest && *rest) return true;
  }
  return false;
}

void refuse_to_hide_what_is_needed(enum layer layer) {
  static const char *const needed[] = {"/usr", "/bin", "/sbin", "/lib", "/lib64"};
  for (unsigned i = 0; i < sizeof needed / sizeof *needed; i++) {
    char real[PATH_MAX];
    if (!realpath(needed[i], real)) continue;
    errno = 0;
    for (unsigned j = 0; j < hidden_count; j++)
      if (beyond(real, hidden[j])) die_in(layer, "--hide %s: every program needs %s", hidden[j], needed[i]);
  }
}

void cover_hidden(const char *source, const char *target) {
  for (unsigned i = 0; i < hidden_count; i++) {
    const char *rest = beyond(hidden[i], source);
    char path[2 * PATH_MAX];
    struct stat status;
    if (!rest || !*rest) continue;
    snprintf(path, sizeof path, "%s%s", target, rest);
    if (lstat(path, &status)) {
      /* Covered with one above it; or where PID 1 may not go, and runs have no right that it has not. */
      if (errno == ENOENT || errno == ENOTDIR || errno == EACCES) continue;
      die_in(LAYER_MOUNTS, "stat /%s", path);
    }
    if (mount("hidden", path, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k,nr_inodes=2,mode=555"))
      die_in(LAYER_MOUNTS, "hide /%s", path);
  }
}
