/*
 * The physical limit of conversations: how often per second this machine can start a program and an
 * interactor, joined by two pipes, and wait for both, with nothing around them.
 *
 *   pair-limit RUNS PROCESSES INPUT_FILE PROGRAM INTERACTOR
 *
 * PROCESSES loops run side by side, RUNS in all; prints pairs per second. The interactor gets INPUT_FILE as
 * its argument.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static pid_t start(char *const argv[], int in, int out) {
  pid_t child = vfork();
  if (child == 0) {
    dup2(in, 0);
    dup2(out, 1);
    execv(argv[0], argv);
    _exit(127);
  }
  close(in);
  close(out);
  return child;
}

static void run_once(char *program, char *interactor, char *input) {
  int guesses[2], answers[2], status;
  if (pipe2(guesses, O_CLOEXEC) || pipe2(answers, O_CLOEXEC)) _exit(2);
  pid_t asking = start((char *[]){program, NULL}, answers[0], guesses[1]);
  pid_t answering = start((char *[]){interactor, input, NULL}, guesses[0], answers[1]);
  if (asking < 0 || waitpid(asking, &status, 0) != asking || status != 0) _exit(3);
  if (answering < 0 || waitpid(answering, &status, 0) != answering || status != 0) _exit(4);
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  int runs = atoi(argv[1]), processes = atoi(argv[2]), status, failed = 0;
  double begin = seconds();
  for (int p = 0; p < processes; p++)
    if (fork() == 0) {
      for (int i = 0; i < runs / processes; i++) run_once(argv[4], argv[5], argv[3]);
      _exit(0);
    }
  while (wait(&status) > 0) failed |= status;
  if (failed) return 1;
  printf("%.1f\n", runs / processes * processes / (seconds() - begin));
  return 0;
}
