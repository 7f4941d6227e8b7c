/* A run whose standard input stays open and whose output is sent while it runs (STREAM of PROTOCOL.md). */
#ifndef BOX_LIVE_H
#define BOX_LIVE_H

#include "run.h"

/* Makes the pipes: those of the run become streams->in, out and err until live_started(). Of a run that is
 * joined to another the relay gets our ends. */
void live_open(const struct box *box, uint32_t request_id, struct streams *streams, const struct program *program);
void live_started(struct streams *streams); /* the run has its ends: close ours of them */

/* Sleeps as the watchdog does, and passes bytes on meanwhile. True when the run has ended. */
bool live_sleep(struct box *box, const struct program *program, const struct streams *streams, const struct child *child, uint64_t sleep_ns,
                struct observed *observed);
bool live_over_limit(void);
/* Tells the host when the run waits for input: to be called at each look. */
void live_look(struct box *box, const struct child *child, uint64_t cpu_ns);

/* After everything of the run is dead: passes on what is left in the pipes, or has the relay do it. */
void live_finish(struct box *box, struct observed *observed);
void live_close(struct box *box);

#endif
