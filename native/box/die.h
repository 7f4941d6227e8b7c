/*
 * The sandbox's own errors leave by another road than the program's: a failing program is a RESULT; a failing
 * sandbox is a line on stderr and the exit code of the box.
 */
#ifndef BOX_DIE_H
#define BOX_DIE_H

#include <stdbool.h>

enum { EXIT_BOX_FAILED = 120, EXIT_HOST_MISTAKE = 121, EXIT_USAGE = 2 };

/* The layers of isolation that `box probe` reports one by one. */
enum layer {
  LAYER_USER_NAMESPACE,
  LAYER_MOUNTS,
  LAYER_PROC,
  LAYER_SECCOMP,
  LAYER_NETWORK,
  LAYER_LANDLOCK,
  LAYER_NO_NEW_PRIVS,
  LAYER_COUNT
};

struct report {
  struct {
    bool tried;
    bool ok;
    char detail[240];
  } layer[LAYER_COUNT];
  bool failed;
  enum layer failed_layer;
  int failed_errno;
  char failed_step[240];
};

extern struct report *report; /* shared with the prober; without one it is never read */

void layer_ok(enum layer layer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void layer_missing(enum layer layer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends this process with EXIT_BOX_FAILED; the message is followed by errno in words where errno is not 0. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
/* The same during set-up, naming the layer that could not be built. */
void die_in(enum layer layer, const char *format, ...) __attribute__((format(printf, 2, 3), noreturn));
/* The host sent something that does not parse: EXIT_HOST_MISTAKE. */
void die_of_host(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
