/* Isolation without namespaces. What it gives and what it does not: README.md. */
#ifndef BOX_REDUCED_H
#define BOX_REDUCED_H

#include "box.h"

int landlock_version(void);
void prepare_landlock(struct box *box);
void kill_by_uid(struct box *box);          /* everything that runs with the uid of this slot */
void kill_descendants(struct box *box);     /* usage.c */
uint32_t tasks_of_this_user(const struct box *box); /* usage.c */
void finish_reduced(struct box *box);       /* kill what is left, remove the directories */
bool empty_files(struct box *box);          /* cleanup.c */

#endif
