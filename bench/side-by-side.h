/* What the loops of this folder share: RUNS in all, in PROCESSES that run side by side. */
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Prints how often per second `run_once` was done; gives the exit code of the program. */
static int measure(int runs, int processes, void (*run_once)(char **argv), char **argv) {
  int status, failed = 0;
  double begin = seconds();
  for (int p = 0; p < processes; p++)
    if (fork() == 0) {
      for (int i = 0; i < runs / processes; i++) run_once(argv);
      _exit(0);
    }
  while (wait(&status) > 0) failed |= status;
  if (failed) return 1;
  printf("%.1f\n", runs / processes * processes / (seconds() - begin));
  return 0;
}
