#ifndef BOX_SERVE_H
#define BOX_SERVE_H

#include "box.h"
#include "frames.h"

void handle_run(struct box *box, const struct frame_head *head); /* run.c; a STREAM as well */

#endif
