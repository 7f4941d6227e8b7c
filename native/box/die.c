/* What the box says of itself: one line on stderr and an exit code; to a prober, layer by layer, what could
 * be built. */
#define _GNU_SOURCE
#include "die.h"

#include "box.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct report own_report;
struct report *report = &own_report;

/* One write(2), so that lines of several boxes never mix. */
static void say(const char *message, int error) {
  char line[600];
  int length = error ? snprintf(line, sizeof line, "box: %s: %s\n", message, strerror(error))
                     : snprintf(line, sizeof line, "box: %s\n", message);
  if (length > (int)sizeof line - 1) length = sizeof line - 1;
  ssize_t ignored = write_with_cookie(STDERR_FILENO, &(struct iovec){line, (size_t)length}, 1);
  (void)ignored;
}

void layer_ok(enum layer layer, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  report->layer[layer].tried = report->layer[layer].ok = true;
  vsnprintf(report->layer[layer].detail, sizeof report->layer[layer].detail, format, arguments);
  va_end(arguments);
}

void layer_missing(enum layer layer, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  report->layer[layer].tried = true;
  report->layer[layer].ok = false;
  vsnprintf(report->layer[layer].detail, sizeof report->layer[layer].detail, format, arguments);
  va_end(arguments);
}

#define FORMAT_MESSAGE(buffer, format)                  \
  do {                                                  \
    va_list arguments;                                  \
    va_start(arguments, format);                        \
    vsnprintf(buffer, sizeof buffer, format, arguments); \
    va_end(arguments);                                  \
  } while (0)

void die(const char *format, ...) {
  int error = errno;
  char message[500];
  FORMAT_MESSAGE(message, format);
  say(message, error);
  _exit(EXIT_BOX_FAILED);
}

void die_in(enum layer layer, const char *format, ...) {
  int error = errno;
  char message[240];
  FORMAT_MESSAGE(message, format);
  if (!report->failed) {
    report->failed = true;
    report->failed_layer = layer;
    report->failed_errno = error;
    memcpy(report->failed_step, message, sizeof message);
    layer_missing(layer, "%.160s%s%s", message, error ? ": " : "", error ? strerror(error) : "");
  }
  say(message, error);
  _exit(EXIT_BOX_FAILED);
}

void die_of_host(const char *format, ...) {
  char message[500];
  FORMAT_MESSAGE(message, format);
  say(message, 0);
  _exit(EXIT_HOST_MISTAKE);
}
