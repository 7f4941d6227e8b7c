#define _GNU_SOURCE
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool read_text(int fd, char *text, size_t size) {
  ssize_t length = fd < 0 ? -1 : pread(fd, text + 1, size - 2, 0);
  if (length <= 0) return false;
  text[0] = '\n';
  text[length + 1] = 0;
  return true;
}

bool find_number(const char *text, const char *name, uint64_t *number) {
  const char *at = strstr(text, name);
  if (at) *number = strtoull(at + strlen(name), NULL, 10);
  return at != NULL;
}
