/* Parsing of RUN. */
#define _GNU_SOURCE
#include "request.h"

#include "die.h"
#include "frames.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FLAG_KEEP_WORK = 1, FLAG_LARGE_FILES = 2, FLAG_JOINED = 4 };

struct run_request request;

void take_limits(struct box *box, struct program *program) {
  program->wall_limit_ns = (uint64_t)take_u32(box) * 1000000u;
  program->cpu_limit_ns = (uint64_t)take_u32(box) * 1000000u;
  program->memory_limit = take_u64(box);
  program->output_limit = take_u64(box);
  program->file_limit = take_u64(box);
  program->stack_limit = take_u64(box);
  program->process_limit = take_u32(box);
  request.stdout_keep = take_u32(box);
  request.stderr_keep = take_u32(box);
  uint8_t address_space = take_u8(box), flags = take_u8(box);
  program->main_argument = take_u8(box);
  program->core = take_u8(box);
  if (address_space > ADDRESS_SPACE_DATA || flags & ~(FLAG_KEEP_WORK | FLAG_LARGE_FILES | FLAG_JOINED)) die_of_host("malformed RUN: unknown flag");
  program->address_space = (enum address_space)address_space;
  program->keep_work = flags & FLAG_KEEP_WORK;
  program->large_files = flags & FLAG_LARGE_FILES;
  program->joined = flags & FLAG_JOINED;
  if (program->memory_limit > 1ull << 50 || program->output_limit > 1ull << 50 || program->file_limit > 1ull << 50 || program->stack_limit > 1ull << 50)
    die_of_host("malformed RUN: limit out of range");
}

static char *keep_bytes(size_t length) {
  if (length + 1 > ARENA_SIZE - request.used) {
    request.error = "arguments and environment are longer than 1 MiB";
    return NULL;
  }
  char *text = request.arena + request.used;
  request.used += length + 1;
  return text;
}

/* A string that will be a C string. NULL: there is no room; request.error says so, and the frame is to be
 * skipped. */
static char *take_c_string(struct box *box) {
  uint32_t length = take_u32(box);
  if (length > frame_bytes_left()) die_of_host("malformed frame: a string is longer than the frame");
  char *text = keep_bytes(length);
  if (!text) return NULL;
  take_bytes(box, text, length);
  if (memchr(text, 0, length)) die_of_host("malformed frame: NUL inside a string");
  text[length] = 0;
  return text;
}

bool take_arguments(struct box *box, uint32_t count) {
  for (; count; count--) {
    if (request.argc == MAX_ARGUMENTS) request.error = "too many arguments";
    if (request.error || !(request.argv[request.argc] = take_c_string(box))) return false;
    request.argc++;
  }
  request.argv[request.argc] = NULL;
  return true;
}

static bool same_key(const char *a, const char *b) {
  size_t length = strcspn(a, "=");
  return !strncmp(a, b, length) && b[length] == '=';
}

/* Only what the host sends, over a few defaults; nothing of the box's own environment. */
bool take_environment(struct box *box, uint32_t count, struct program *program) {
  static char home[LONGEST_PATH + 8], temporary[LONGEST_PATH + 8];
  static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin", language[] = "LANG=C.UTF-8";
  snprintf(home, sizeof home, "HOME=%s", box->work_dir);
  snprintf(temporary, sizeof temporary, "TMPDIR=%s", box->tmp_dir);
  request.envp[0] = path, request.envp[1] = home, request.envp[2] = language, request.envp[3] = temporary;
  unsigned used = 4;
  for (; count; count--) {
    if (used == MAX_ENVIRONMENT + 4) request.error = "too many environment variables";
    char *entry = request.error ? NULL : take_c_string(box);
    if (!entry) return false;
    unsigned i = 0;
    while (i < used && !same_key(entry, request.envp[i])) i++;
    request.envp[i] = entry;
    used += i == used;
  }
  request.envp[used] = NULL;
  program->path = "";
  for (unsigned i = 0; i < used; i++)
    if (same_key("PATH=", request.envp[i])) program->path = request.envp[i] + 5;
  return true;
}

void take_path(struct box *box, char *path, const char *name) {
  uint32_t length = take_u32(box);
  if (length > LONGEST_PATH) die_of_host("malformed RUN: %s is too long", name);
  take_bytes(box, path, length);
  if (memchr(path, 0, length)) die_of_host("malformed RUN: NUL in %s", name);
  path[length] = 0;
}

bool take_links(struct box *box) {
  take_path(box, request.link_directory, "linkDirectory");
  request.link_count = 0;
  if (!request.link_directory[0]) return true;
  int fd = open_files_directory(box, request.link_directory, false);
  DIR *directory = fd < 0 ? NULL : fdopendir(fd);
  if (!directory) {
    request.error = "linkDirectory cannot be opened";
    return false;
  }
  for (struct dirent *entry; (entry = readdir(directory)) && !request.error;) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    char *name = keep_bytes(strlen(entry->d_name));
    if (request.link_count == MAX_LINKS) request.error = "too many entries in linkDirectory";
    if (request.error) break;
    request.links[request.link_count++] = strcpy(name, entry->d_name);
  }
  closedir(directory);
  return !request.error;
}
