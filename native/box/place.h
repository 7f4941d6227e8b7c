/* What lies in /work when a run begins: copies of the program's own files, and one link that stays for all
 * runs. */
#ifndef BOX_PLACE_H
#define BOX_PLACE_H

#include "box.h"

void begin_copies(void); /* of one run */

/* Copies the tree filesDir/directory into /work, in place of what has the same names there. False, with
 * errno: it does not fit. */
bool copy_into_work(const struct box *box, const char *directory);

/*
 * One link in /work that a run may do away with and the next finds again. It is made once and part of the
 * clean state, so that runs that leave it alone cost one look. NULL: none.
 */
void keep_link(struct box *box, const char *name, const char *target);
bool kept_link_is_untouched(const struct box *box);
void renew_kept_link(const struct box *box);

/* Whether a regular file below /work that the run wrote is larger than this. */
bool has_file_larger_than(const struct box *box, uint64_t limit);

#endif
