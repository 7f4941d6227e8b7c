/* What every box shows of the host: its toolchains, and the few files of /etc without which they do not work.
 * */
#define _GNU_SOURCE
#include "box.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

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
