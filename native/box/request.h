/* A RUN request as it is parsed: what its items share, kept in one arena for as long as the request lasts. */
#ifndef BOX_REQUEST_H
#define BOX_REQUEST_H

#include "files.h"
#include "run.h"

#define ARENA_SIZE (1u << 20)
#define MAX_ARGUMENTS 4096
#define MAX_ENVIRONMENT 1024
#define MAX_LINKS 1024

struct run_request {
  char arena[ARENA_SIZE];
  size_t used;
  char *argv[MAX_ARGUMENTS + 1];
  unsigned argc;
  char *envp[MAX_ENVIRONMENT + 5];
  char *links[MAX_LINKS];
  unsigned link_count;
  const char *error;      /* why the whole request cannot be done */
  char link_directory[LONGEST_PATH + 1];
  char copy_directory[LONGEST_PATH + 1];      /* of all items; empty: none */
  char item_copy_directory[LONGEST_PATH + 1]; /* of the item that runs next */
  uint32_t stdout_keep, stderr_keep;
};
extern struct run_request request;

/* Each takes its part of the frame. False: request.error says why the request cannot be done. */
void take_limits(struct box *box, struct program *program);
bool take_links(struct box *box);
void take_path(struct box *box, char *path, const char *name); /* of LONGEST_PATH + 1 bytes */
bool take_arguments(struct box *box, uint32_t count); /* appends to argv */
bool take_environment(struct box *box, uint32_t count, struct program *program);

#endif
