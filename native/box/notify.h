/* System calls of a run that the kernel asks the box about before it does them: refusals that the box sees
 * with its own eyes. */
#ifndef BOX_NOTIFY_H
#define BOX_NOTIFY_H

#include "run.h"

/* Larger mappings are asked about; smaller ones are seen by the memory they come to use. */
#define LARGE_MAPPING (64u << 20)

bool can_ask_back(void); /* before the filter is on, which forbids to ask for sizes */
bool let_go_on(const struct box *box, uint64_t id); /* the call of this question; false: whoever asked is gone */
bool refuse(const struct box *box, uint64_t id, int error);
int ask_kernel(const struct box *box, unsigned long request, void *argument); /* ioctl(2) on the descriptor of questions */
void begin_notifications(void); /* of one run */
void answer_notification(struct box *box, const struct program *program, const struct streams *streams, struct observed *observed);

/* In which order the two outputs grew (--ordered): `bytes << 1 | stream`, stream 1 being stderr. */
void end_order(const struct streams *streams);
const uint32_t *order_of_outputs(uint32_t *count);

#endif
