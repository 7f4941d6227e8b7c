/* Files of the kernel that are kept open and read again and again. */
#ifndef BOX_TEXT_H
#define BOX_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The beginning of the file, with a newline before it, so that a name is found at the beginning of any line.
 * False: fd is -1, or it cannot be read. */
bool read_text(int fd, char *text, size_t size);
/* The number behind `name`. False: there is no such name, and *number stays as it was. */
bool find_number(const char *text, const char *name, uint64_t *number);

#endif
