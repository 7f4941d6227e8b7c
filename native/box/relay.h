/* How two boxes and the relay between them (relay.c) talk about a pair of runs: words over each box's door. */
#ifndef BOX_RELAY_H
#define BOX_RELAY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Where the forker leaves the doors: a box has one, a relay that of either box. */
enum { DOOR_FD = 3, SECOND_DOOR_FD = 4 };

enum relay_word {
  RELAY_BEGIN = 1,  /* to the relay, with our ends of a run's stdout and stdin: how many bytes it may write */
  RELAY_WAITS = 2,  /* to the relay: it has waited for input since then (CLOCK_MONOTONIC, in ns) */
  RELAY_END = 3,    /* to the relay: nothing of the run is left that could write */
  RELAY_OVER = 4,   /* from the relay: it has written more than it may */
  RELAY_PASSED = 5, /* from the relay, after RELAY_END: all was passed on, so many bytes */
};

/* Descriptors that come with a word; -1: none. */
struct relay_ends {
  int out, in;
};

bool tell_relay(int door, enum relay_word word, uint64_t number, const struct relay_ends *ends);
/* False: nothing is there at the moment, or the other side has gone. */
bool hear_relay(int door, enum relay_word *word, uint64_t *number, struct relay_ends *ends);

void relay_boxes(void) __attribute__((noreturn));

#endif
