/*
 * Does a run wait for input? Asked of /proc/PID/task/TID/syscall: one of its threads reads descriptor 0 or
 * another one of the same pipe, or waits for descriptors to be ready without a time at which it would stop,
 * and none is running or sleeps for a time. Where the kernel does not tell, the answer is no.
 */
#define _GNU_SOURCE
#include "run.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST_PROCESSES 64

enum doing { READS_INPUT, SOMETHING_ELSE, GOES_ON };

/* What a run moves to another descriptor, or opens as /dev/stdin, is its input all the same. */
static bool is_input(const struct box *box, pid_t pid, unsigned long fd, ino_t input) {
  char path[64];
  struct stat found;
  if (fd == 0) return true;
  snprintf(path, sizeof path, "%d/fd/%lu", (int)pid, fd);
  return !fstatat(box->proc_fd, path, &found, 0) && S_ISFIFO(found.st_mode) && found.st_ino == input;
}

static enum doing doing_of(const struct box *box, pid_t pid, const char *text, ino_t input) {
  char *end;
  long number = strtol(text, &end, 10);
  if (end == text) return GOES_ON; /* `running` */
  unsigned long arguments[6] = {0};
  for (int i = 0; i < 6; i++) arguments[i] = strtoul(end, &end, 16);
  switch (number) {
    case SYS_read:
    case SYS_readv: return is_input(box, pid, arguments[0], input) ? READS_INPUT : SOMETHING_ELSE;
    case SYS_nanosleep:
    case SYS_clock_nanosleep: return GOES_ON;
#ifdef __x86_64__
    case SYS_poll: return (int)arguments[2] < 0 ? READS_INPUT : GOES_ON;
    case SYS_epoll_wait: return (int)arguments[3] < 0 ? READS_INPUT : GOES_ON;
    case SYS_select: return !arguments[4] ? READS_INPUT : GOES_ON;
#endif
    case SYS_ppoll: return !arguments[2] ? READS_INPUT : GOES_ON;
    case SYS_pselect6: return !arguments[4] ? READS_INPUT : GOES_ON;
    case SYS_epoll_pwait: return (int)arguments[3] < 0 ? READS_INPUT : GOES_ON;
    default: return SOMETHING_ELSE;
  }
}

static enum doing thread_doing(const struct box *box, pid_t pid, int tasks, const char *thread, ino_t input) {
  char path[300], text[256];
  snprintf(path, sizeof path, "%s/syscall", thread);
  int fd = openat(tasks, path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  if (fd >= 0) close(fd);
  if (length <= 0) return GOES_ON;
  text[length] = 0;
  return doing_of(box, pid, text, input);
}

/* @returns GOES_ON as soon as one of its threads does */
static enum doing process_doing(const struct box *box, pid_t pid, ino_t input) {
  char path[64];
  enum doing doing = SOMETHING_ELSE;
  snprintf(path, sizeof path, "%d/task", (int)pid);
  int fd = openat(box->proc_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *tasks = fd < 0 ? NULL : fdopendir(fd);
  if (!tasks) return GOES_ON;
  for (struct dirent *entry; doing != GOES_ON && (entry = readdir(tasks));) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    enum doing one = thread_doing(box, pid, fd, entry->d_name, input);
    if (one != SOMETHING_ELSE) doing = one;
  }
  closedir(tasks);
  return doing;
}

bool waits_for_input(const struct box *box, pid_t pid, ino_t input) {
  pid_t pids[MOST_PROCESSES] = {pid};
  unsigned count = box->options.processes ? list_processes(box, pids, MOST_PROCESSES) : 1;
  bool reads = false;
  if (box->proc_fd < 0) return false;
  for (unsigned i = 0; i < count; i++) {
    enum doing doing = process_doing(box, pids[i], input);
    if (doing == GOES_ON) return false;
    reads = reads || doing == READS_INPUT;
  }
  return reads;
}
