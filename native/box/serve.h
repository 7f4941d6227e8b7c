#ifndef BOX_SERVE_H
#define BOX_SERVE_H

#include "box.h"
#include "frames.h"

void empty_after_collect(struct box *box); /* what a run with KEEP_WORK left, once it was collected */
bool is_dirty(void);                        /* the work directory could not be emptied: the box runs nothing more */
void handle_run(struct box *box, const struct frame_head *head); /* run.c; a STREAM as well */

#endif
