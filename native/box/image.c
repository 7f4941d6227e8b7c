/* How much memory a program asks for by being loaded: the sum of its segments (elf(5)). The file is the
 * program's, so nothing in it is believed. */
#define _GNU_SOURCE
#include "run.h"

#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MAX_SEGMENTS 64

uint64_t image_bytes(const char *path) {
  Elf64_Ehdr head;
  Elf64_Phdr segments[MAX_SEGMENTS];
  uint64_t total = 0;
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return 0;
  bool is_elf = pread(fd, &head, sizeof head, 0) == sizeof head && !memcmp(head.e_ident, ELFMAG, SELFMAG) && head.e_ident[EI_CLASS] == ELFCLASS64 &&
                head.e_phentsize == sizeof *segments && head.e_phnum <= MAX_SEGMENTS;
  ssize_t size = is_elf ? (ssize_t)(head.e_phnum * sizeof *segments) : 0;
  if (size && pread(fd, segments, (size_t)size, (off_t)head.e_phoff) == size)
    for (unsigned i = 0; i < head.e_phnum; i++)
      if (segments[i].p_type == PT_LOAD && segments[i].p_memsz < 1ull << 50) total += segments[i].p_memsz;
  close(fd);
  return total;
}
