/*
 * The physical limit that a judge cannot beat: how often per second this machine can vfork, exec and wait for
 * a program, give it an input and read its output, with nothing around it.
 *
 *   exec-limit RUNS PROCESSES INPUT_FILE PROGRAM [ARG...]
 *
 * PROCESSES loops run side by side, RUNS in all; prints runs per second.
 */
#define _GNU_SOURCE
#include "side-by-side.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char input[1 << 16];
static ssize_t input_length;

static void run_once(char **argv) {
  char output[256];
  int in = memfd_create("in", MFD_CLOEXEC), out = memfd_create("out", MFD_CLOEXEC), status;
  struct rusage usage;
  if (in < 0 || out < 0 || write(in, input, (size_t)input_length) != input_length) _exit(2);
  lseek(in, 0, SEEK_SET);
  pid_t child = vfork();
  if (child == 0) {
    dup2(in, 0);
    dup2(out, 1);
    execv(argv[0], argv);
    _exit(127);
  }
  close(in);
  if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) _exit(3);
  if (pread(out, output, sizeof output, 0) <= 0) _exit(4);
  close(out);
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  int file = open(argv[3], O_RDONLY | O_CLOEXEC);
  if (file < 0 || (input_length = read(file, input, sizeof input)) < 0) return 2;
  return measure(atoi(argv[1]), atoi(argv[2]), run_once, argv + 4);
}
