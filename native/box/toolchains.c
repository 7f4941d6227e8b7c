/* What every box shows of the host: its toolchains, the few files of /etc without which they do not work, and
 * how large a huge page is. */
#define _GNU_SOURCE
#include "box.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const PATHS[] = {"/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime"};

/* Debian keeps parts of the JDK's configuration in /etc/java-17-openjdk and the like. */
static void each_java_configuration(const struct box *box, void (*show)(const struct box *box, const char *path)) {
  DIR *directory = opendir("/etc");
  for (struct dirent *entry; directory && (entry = readdir(directory));) {
    char path[300];
    if (strncmp(entry->d_name, "java-", 5)) continue;
    snprintf(path, sizeof path, "/etc/%s", entry->d_name);
    show(box, path);
  }
  if (directory) closedir(directory);
}

void each_toolchain(const struct box *box, void (*show)(const struct box *box, const char *path)) {
  for (unsigned i = 0; i < sizeof PATHS / sizeof *PATHS; i++) show(box, PATHS[i]);
  each_java_configuration(box, show);
}

/*
 * Go reads it when a program starts, and asks for huge pages only where it finds it. It is the same on every
 * machine of a kind (2 MiB; on arm64 what goes with its pages). 0: this host has none.
 */
unsigned long long huge_page_size(void) {
  char text[24];
  int fd = open(HUGE_PAGE_SIZE_FILE, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  if (fd >= 0) close(fd);
  if (length <= 0) return 0;
  text[length] = 0;
  return strtoull(text, NULL, 10);
}
