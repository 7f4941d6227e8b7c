/* Files into the box (PUT) and out of it (COLLECT). */
#ifndef BOX_FILES_H
#define BOX_FILES_H

#include "box.h"
#include "frames.h"

#define LONGEST_PATH 4095

/* A relative path of components that are not empty, "." or ".."; no NUL inside. */
bool is_plain_path(const char *path, size_t length);
/* Opens filesDir/path as a directory, never through a symbolic link; "" is filesDir itself. -1 with errno. */
int open_files_directory(const struct box *box, const char *path, bool create);

/* `*` and `?` stay within one part of the path, `**` does not. */
bool matches_glob(const char *pattern, const char *path);

void handle_put(struct box *box, const struct frame_head *head);
bool put_is_open(void); /* a bundle was begun and more of it is promised */
void handle_collect(struct box *box, const struct frame_head *head);

#endif
