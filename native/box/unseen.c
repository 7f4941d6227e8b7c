/*
 * Memory that the kernel holds for a run and that is in no figure of its processes: buffers of sockets, and
 * what is behind each mapping (a file that is mapped stays open after its descriptor is closed). Both are
 * bounded by their number, so that they are where there is no cgroup as well. A number is all that is known,
 * so each counts as if it were used to the full; a few are free.
 */
#define _GNU_SOURCE
#include "run.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FREE_SOCKETS 32u
#define FREE_MAPPINGS 8192u
#define MAPPING_BYTES 1024u /* the mapping, the open file, its inode */
/* What one process may have (vm.max_map_count) is enough for all of a run: files that are open count for the
 * whole machine. */
#define MOST_MAPPINGS 65536u
#define LOOK_NS 50000000u

static struct {
  uint64_t due_ns;
  uint64_t mapping_bytes;
  bool too_many;
} mappings;

static unsigned sockets_before; /* the kernel's own */

static unsigned count_sockets(const struct box *box) {
  char text[512];
  ssize_t length = box->sockets_fd < 0 ? 0 : pread(box->sockets_fd, text, sizeof text - 1, 0);
  text[length > 0 ? length : 0] = 0;
  const char *used = strstr(text, "sockets: used ");
  return used ? (unsigned)strtoul(used + 14, NULL, 10) : 0;
}

void remember_own_sockets(const struct box *box) { sockets_before = count_sockets(box); }

void unseen_reset(uint64_t started_ns) { mappings.due_ns = started_ns + LOOK_NS, mappings.mapping_bytes = 0, mappings.too_many = false; }

/* Lines of /proc/PID/maps, no more than `most`. */
static unsigned count_mappings(const struct box *box, pid_t pid, unsigned most) {
  char path[64], text[4096];
  unsigned count = 0;
  snprintf(path, sizeof path, "%d/maps", (int)pid);
  int fd = openat(box->proc_fd, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  for (ssize_t length; count < most && (length = read(fd, text, sizeof text)) > 0;)
    for (const char *at = text; (at = memchr(at, '\n', (size_t)(text + length - at))); at++) count++;
  close(fd);
  return count;
}

/* As seldom as it is cheap: a process with all the mappings there may be is a thousand reads. */
static void look_at_mappings(const struct box *box, const pid_t *pids, unsigned count) {
  uint64_t started = now_ns();
  unsigned total = 0;
  if (started < mappings.due_ns || box->proc_fd < 0) return;
  for (unsigned i = 0; i < count && total <= MOST_MAPPINGS; i++) total += count_mappings(box, pids[i], MOST_MAPPINGS + 1);
  uint64_t now = now_ns(), pause_ns = (now - started) * 20;
  mappings.due_ns = now + (pause_ns > LOOK_NS ? pause_ns : LOOK_NS);
  mappings.mapping_bytes = total > FREE_MAPPINGS ? (uint64_t)(total - FREE_MAPPINGS) * MAPPING_BYTES : 0;
  mappings.too_many = total > MOST_MAPPINGS;
}

void add_unseen(const struct box *box, const pid_t *pids, unsigned count, struct usage *usage) {
  look_at_mappings(box, pids, count);
  unsigned sockets = count_sockets(box), own = sockets_before + FREE_SOCKETS;
  usage->unseen += mappings.mapping_bytes + (sockets > own ? (uint64_t)(sockets - own) * SOCKET_BUFFER : 0);
  usage->too_many = mappings.too_many;
}
