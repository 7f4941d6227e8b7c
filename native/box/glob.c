/* Names with `*` and `?` (within a part of a path) and `**` (over parts). In time that is bounded by the
 * product of the lengths. */
#include "files.h"

#include <stddef.h>

bool matches_glob(const char *pattern, const char *path) {
  const char *star = NULL, *star_path = NULL, *stars = NULL, *stars_path = NULL;
  for (;;) {
    if (pattern[0] == '*' && pattern[1] == '*') {
      while (*pattern == '*') pattern++;
      if (*pattern == '/' && pattern[-1] == '*') pattern++; /* two stars and a slash may stand for nothing */
      stars = pattern, stars_path = path, star = NULL;
    } else if (*pattern == '*') {
      star = ++pattern, star_path = path;
    } else if (*path && (*pattern == *path || (*pattern == '?' && *path != '/'))) {
      pattern++, path++;
    } else if (!*path && !*pattern) {
      return true;
    } else if (star && *star_path && *star_path != '/') {
      pattern = star, path = ++star_path;
    } else if (stars && *stars_path) {
      pattern = stars, path = ++stars_path, star = NULL;
    } else {
      return false;
    }
  }
}
