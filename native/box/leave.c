/* The box's one way out once it serves. In full isolation the end of PID 1 is the end of everything in its
 * namespace. */
#include "box.h"
#include "reduced.h"

#include <unistd.h>

void leave(struct box *box, int status) {
  if (box->options.isolation == ISOLATION_REDUCED) finish_reduced(box);
  _exit(status);
}
