/* --hide: what no run may see of that which is shown. Paths are real ones, absolute. */
#ifndef BOX_HIDE_H
#define BOX_HIDE_H

#include "box.h"
#include "die.h"

void resolve_hidden(const struct box *box);                   /* first; one that does not exist is no error */
const char *hidden_directory(unsigned i);                     /* NULL behind the last */
bool is_hidden(const char *path);
bool holds_hidden(const char *path);                          /* somewhere below it */
void refuse_to_hide_what_is_needed(enum layer layer);         /* the toolchains as a whole */
void cover_hidden(const char *source, const char *target);    /* the host's `source` was just bound to `target` */

#endif
