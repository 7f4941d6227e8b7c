/*
 * What live processes use at this moment. Memory is read from /proc/PID/status, because resident pages alone
 * are not all that a program can take: page tables and swapped pages count too. CPU time comes from the
 * process's CPU clock.
 */
#define _GNU_SOURCE
#include "reduced.h"
#include "run.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX_PROCESSES 1024

/*
 * What is written to a pipe or a socket and not read is in no figure of the process. One process cannot have
 * enough of them to matter; many can. So of many, one with more than 64 open descriptors is taken to have
 * nothing but pipes, or sockets where these cannot be counted (unseen.c). Descriptors are counted only where
 * the table has grown beyond its first size: a shell's has, because it keeps its script at descriptor 255.
 */
#define PIPE_BUFFER (64u << 10)
#define FIRST_TABLE 64

struct memory {
  uint64_t own;    /* bytes that belong to this process alone */
  uint64_t shared; /* resident bytes that other processes may map too */
  uint64_t unseen; /* see below */
  bool known;
};

static bool field(const char *status, const char *name, uint64_t *bytes) {
  const char *at = strstr(status, name);
  if (!at) return false;
  *bytes = strtoull(at + strlen(name), NULL, 10) << 10; /* always kB */
  return true;
}

static bool read_whole(const struct box *box, const char *path, char *text, size_t size) {
  int fd = openat(box->proc_fd, path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, size - 1);
  if (fd >= 0) close(fd);
  text[length > 0 ? length : 0] = 0;
  return length > 0;
}

/* A process that ends loses its memory first, then its descriptors; only root may look at these in between. */
static bool has_memory(const struct box *box, const char *path) {
  char status[4096];
  uint64_t ignored;
  return read_whole(box, path, status, sizeof status) && field(status, "\nRssAnon:", &ignored);
}

/* @path `PID/status` or `PID/task/TID/status`. Where they cannot be counted, the whole table counts. */
static unsigned long open_descriptors(const struct box *box, const char *path, unsigned long table) {
  char directory[300];
  unsigned long count = 0;
  int length = (int)(strlen(path) - strlen("status"));
  snprintf(directory, sizeof directory, "%.*sfd", length, path);
  int fd = openat(box->proc_fd, directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *entries = fd < 0 ? NULL : fdopendir(fd);
  if (!entries) return has_memory(box, path) ? table : 0;
  for (struct dirent *entry; (entry = readdir(entries));) count += isdigit((unsigned char)entry->d_name[0]) != 0;
  closedir(entries);
  return count;
}

static struct memory read_status(const struct box *box, const char *path) {
  struct memory memory = {0};
  char status[4096];
  if (!read_whole(box, path, status, sizeof status)) return memory;
  uint64_t anonymous = 0, file = 0, shmem = 0, tables = 0, swap = 0;
  memory.known = field(status, "\nRssAnon:", &anonymous);
  if (!memory.known) return memory; /* it is ending, or this thread is */
  field(status, "\nRssFile:", &file);
  field(status, "\nRssShmem:", &shmem);
  field(status, "\nVmPTE:", &tables);
  field(status, "\nVmSwap:", &swap);
  const char *descriptors = strstr(status, "\nFDSize:");
  unsigned long table = descriptors ? strtoul(descriptors + 8, NULL, 10) : 0;
  if (table > FIRST_TABLE) table = open_descriptors(box, path, table);
  memory.unseen = table > FIRST_TABLE ? table * (box->sockets_fd < 0 ? SOCKET_BUFFER : PIPE_BUFFER) : 0;
  memory.own = anonymous + tables + swap;
  memory.shared = file + shmem;
  return memory;
}

/* A main thread that has ended has no memory map any more, while the other threads go on: ask them. */
static struct memory read_any_thread(const struct box *box, pid_t pid) {
  struct memory memory = {0};
  char path[64];
  snprintf(path, sizeof path, "%d/task", (int)pid);
  int fd = openat(box->proc_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *tasks = fd < 0 ? NULL : fdopendir(fd);
  if (!tasks) return memory;
  for (struct dirent *entry; !memory.known && (entry = readdir(tasks));) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    char status[sizeof path + sizeof entry->d_name + 8];
    snprintf(status, sizeof status, "%s/%s/status", path, entry->d_name);
    memory = read_status(box, status);
  }
  closedir(tasks);
  return memory;
}

static struct memory memory_of(const struct box *box, pid_t pid) {
  char path[64];
  if (box->proc_fd < 0) return (struct memory){0};
  snprintf(path, sizeof path, "%d/status", (int)pid);
  struct memory memory = read_status(box, path);
  return memory.known ? memory : read_any_thread(box, pid);
}

/* The clock of a whole process: clock_getcpuclockid(3) without its extra system call. */
static uint64_t cpu_of(pid_t pid) {
  struct timespec time;
  if (syscall(SYS_clock_gettime, (clockid_t)(~(unsigned)pid << 3 | 2), &time)) return 0;
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

struct usage usage_of_process(const struct box *box, pid_t pid) {
  struct memory memory = memory_of(box, pid);
  struct usage usage = {.memory = memory.own + memory.shared, .cpu_ns = cpu_of(pid)};
  add_unseen(box, &pid, 1, &usage);
  return usage;
}

struct origin {
  pid_t parent;
  char state; /* R, S, T, Z ... */
};

static struct origin origin_of(const struct box *box, pid_t pid) {
  char path[64], text[512];
  snprintf(path, sizeof path, "%d/stat", (int)pid);
  if (!read_whole(box, path, text, sizeof text)) return (struct origin){-1, 0};
  char *after_name = strrchr(text, ')'); /* the name may itself hold blanks and brackets */
  if (!after_name || strlen(after_name) < 5) return (struct origin){-1, 0};
  return (struct origin){(pid_t)strtol(after_name + 4, NULL, 10), after_name[2]};
}

/* Without a pid namespace /proc shows the whole host: keep what descends from us. */
static unsigned keep_descendants(const struct box *box, pid_t *pids, unsigned count) {
  static pid_t parents[MAX_PROCESSES * 8];
  pid_t self = getpid();
  unsigned kept = 0;
  for (unsigned i = 0; i < count; i++) parents[i] = origin_of(box, pids[i]).parent;
  for (bool more = true; more;) { /* move descendants to the front until none is left to move */
    more = false;
    for (unsigned i = kept; i < count; i++) {
      bool ours = parents[i] == self;
      for (unsigned k = 0; k < kept && !ours; k++) ours = parents[i] == pids[k];
      if (!ours) continue;
      pid_t pid = pids[i], parent = parents[i];
      pids[i] = pids[kept], parents[i] = parents[kept];
      pids[kept] = pid, parents[kept] = parent;
      kept++;
      more = true;
    }
  }
  return kept;
}

static unsigned list_all(const struct box *box, pid_t *pids, unsigned most) {
  unsigned count = 0;
  int fd = box->proc_fd < 0 ? -1 : openat(box->proc_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *proc = fd < 0 ? NULL : fdopendir(fd);
  if (!proc) return 0;
  pid_t self = getpid();
  for (struct dirent *entry; (entry = readdir(proc)) && count < most;)
    if (isdigit((unsigned char)entry->d_name[0]) && atoi(entry->d_name) != self) pids[count++] = (pid_t)atoi(entry->d_name);
  closedir(proc);
  return count;
}

unsigned list_processes(const struct box *box, pid_t *pids, unsigned most) {
  static pid_t all[MAX_PROCESSES * 8];
  unsigned count = list_all(box, all, sizeof all / sizeof *all);
  if (box->options.isolation == ISOLATION_REDUCED) count = keep_descendants(box, all, count);
  if (count > most) count = most;
  memcpy(pids, all, count * sizeof *pids);
  return count;
}

/* Stops every descendant. True when a further look finds them all stopped or dead: then none can have been
 * born since. */
static bool stop_descendants(struct box *box, pid_t *pids, unsigned most, unsigned *count) {
  *count = list_processes(box, pids, most);
  for (unsigned i = 0; i < *count; i++) kill(pids[i], SIGSTOP);
  *count = list_processes(box, pids, most);
  for (unsigned i = 0; i < *count; i++) {
    char state = origin_of(box, pids[i]).state;
    if (state && state != 'T' && state != 'Z' && state != 'X') return false;
  }
  return true;
}

/*
 * Without a namespace or a uid of their own, processes must be found one by one, and a fork bomb makes new
 * ones faster than they can be killed. But what is stopped cannot fork, and keeps its place in RLIMIT_NPROC:
 * so first stop them all.
 */
void kill_descendants(struct box *box) {
  static pid_t pids[MAX_PROCESSES];
  unsigned count = 0;
  for (int patience = 0; patience < 50; patience++)
    if (stop_descendants(box, pids, MAX_PROCESSES, &count)) break;
  for (unsigned i = 0; i < count; i++) kill(pids[i], SIGKILL);
}

static unsigned long threads_of(const struct box *box, pid_t pid) {
  char path[64], status[4096];
  snprintf(path, sizeof path, "%d/status", (int)pid);
  if (!read_whole(box, path, status, sizeof status)) return 0;
  char *uid = strstr(status, "\nUid:"), *threads = strstr(status, "\nThreads:");
  if (!uid || !threads || strtoul(uid + 5, NULL, 10) != geteuid()) return 0;
  return strtoul(threads + 9, NULL, 10);
}

/* What RLIMIT_NPROC counts for an ordinary user without a user namespace. */
uint32_t tasks_of_this_user(const struct box *box) {
  static pid_t all[MAX_PROCESSES * 8];
  unsigned long tasks = 0;
  unsigned count = list_all(box, all, sizeof all / sizeof *all);
  for (unsigned i = 0; i < count; i++) tasks += threads_of(box, all[i]);
  return (uint32_t)tasks;
}

/* The children of one process, from each of its threads. False: the kernel does not tell
 * (CONFIG_PROC_CHILDREN). */
static bool add_children(const struct box *box, pid_t pid, pid_t *pids, unsigned *count, unsigned most) {
  char path[64];
  bool told = false;
  snprintf(path, sizeof path, "%d/task", (int)pid);
  int fd = openat(box->proc_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *tasks = fd < 0 ? NULL : fdopendir(fd);
  if (!tasks) return false;
  for (struct dirent *entry; (entry = readdir(tasks));) {
    char name[sizeof entry->d_name + 16], text[4096];
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    snprintf(name, sizeof name, "%s/children", entry->d_name);
    int children = openat(fd, name, O_RDONLY | O_CLOEXEC);
    if (children < 0) continue;
    told = true; /* an empty list as well */
    ssize_t length = read(children, text, sizeof text - 1);
    close(children);
    text[length > 0 ? length : 0] = 0;
    for (char *at = text, *end; *count < most; at = end) {
      long child = strtol(at, &end, 10);
      if (end == at) break;
      pids[(*count)++] = (pid_t)child;
    }
  }
  closedir(tasks);
  return told;
}

bool list_children(const struct box *box, pid_t *pids, unsigned *count, unsigned most) { return add_children(box, getpid(), pids, count, most); }

/* Whose memory and time to add up. In reduced isolation not by looking at every process of the host. */
static unsigned list_running(const struct box *box, pid_t *pids, unsigned most) {
  unsigned count = 0;
  if (box->options.isolation == ISOLATION_FULL || !add_children(box, getpid(), pids, &count, most)) return list_processes(box, pids, most);
  for (unsigned i = 0; i < count; i++) add_children(box, pids[i], pids, &count, most);
  return count;
}

/*
 * A process whose parent ignores SIGCHLD vanishes without its time being added to another's. So the time of
 * each process is remembered as last seen, and what has gone since the last look is kept in `gone`.
 */
static struct {
  pid_t pid[MAX_PROCESSES];
  uint64_t cpu_ns[MAX_PROCESSES];
  unsigned count;
  uint64_t gone_ns;
} seen;

void usage_reset(void) { seen.count = 0, seen.gone_ns = 0; }

void usage_of_ended(pid_t pid) {
  unsigned i = 0;
  while (i < seen.count && seen.pid[i] != pid) i++;
  if (i < seen.count) seen.count--, seen.pid[i] = seen.pid[seen.count], seen.cpu_ns[i] = seen.cpu_ns[seen.count];
  seen.gone_ns += cpu_of(pid);
}

static uint64_t remembered_cpu(const pid_t *pids, unsigned count) {
  static uint64_t cpu_ns[MAX_PROCESSES];
  uint64_t total = 0;
  for (unsigned i = 0; i < count; i++) total += cpu_ns[i] = cpu_of(pids[i]);
  for (unsigned old = 0; old < seen.count; old++) {
    unsigned i = 0;
    while (i < count && pids[i] != seen.pid[old]) i++;
    if (i == count || cpu_ns[i] < seen.cpu_ns[old]) seen.gone_ns += seen.cpu_ns[old];
  }
  memcpy(seen.pid, pids, count * sizeof *pids);
  memcpy(seen.cpu_ns, cpu_ns, count * sizeof *cpu_ns);
  seen.count = count;
  return total + seen.gone_ns;
}

struct usage usage_of_all(const struct box *box, pid_t pid) {
  static pid_t pids[MAX_PROCESSES];
  unsigned count = list_running(box, pids, MAX_PROCESSES);
  if (!count) pids[count++] = pid; /* no /proc: the first process is all that we can see */
  struct usage usage = {0};
  uint64_t most_shared = 0;
  for (unsigned i = 0; i < count; i++) {
    struct memory memory = memory_of(box, pids[i]);
    usage.memory += memory.own;
    usage.unseen += memory.unseen;
    if (memory.shared > most_shared) most_shared = memory.shared;
  }
  usage.memory += most_shared;
  usage.cpu_ns = remembered_cpu(pids, count);
  add_unseen(box, pids, count, &usage);
  return usage;
}
