/*
 * The physical limit that a judge cannot beat: how often per second this machine can vfork, exec and wait for
 * a program, give it an input and read its output, with nothing around it.
 *
 *   exec-limit RUNS PROCESSES INPUT_FILE PROGRAM [ARG...]
 *
 * PROCESSES loops run side by side, RUNS in all; prints runs per second.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char input[1 << 16];
static ssize_t input_length;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

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
  int runs = atoi(argv[1]), processes = atoi(argv[2]), status, failed = 0;
  int file = open(argv[3], O_RDONLY | O_CLOEXEC);
  if (file < 0 || (input_length = read(file, input, sizeof input)) < 0) return 2;
  double start = seconds();
  for (int p = 0; p < processes; p++)
    if (fork() == 0) {
      for (int i = 0; i < runs / processes; i++) run_once(argv + 4);
      _exit(0);
    }
  while (wait(&status) > 0) failed |= status;
  if (failed) return 1;
  printf("%.1f\n", runs / processes * processes / (seconds() - start));
  return 0;
}
