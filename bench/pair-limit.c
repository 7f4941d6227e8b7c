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
#include "side-by-side.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* Of what INPUT_FILE, PROGRAM and INTERACTOR name. */
static void run_once(char **argv) {
  int guesses[2], answers[2], status;
  if (pipe2(guesses, O_CLOEXEC) || pipe2(answers, O_CLOEXEC)) _exit(2);
  pid_t asking = start((char *[]){argv[1], NULL}, answers[0], guesses[1]);
  pid_t answering = start((char *[]){argv[2], argv[0], NULL}, guesses[0], answers[1]);
  if (asking < 0 || waitpid(asking, &status, 0) != asking || status != 0) _exit(3);
  if (answering < 0 || waitpid(answering, &status, 0) != answering || status != 0) _exit(4);
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  return measure(atoi(argv[1]), atoi(argv[2]), run_once, argv + 3);
}
