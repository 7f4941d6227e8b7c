/*
 * As an interpreter is to the box: a dynamic program that opens the file which its first argument names and
 * does what that says. It prints what it was given at its start, so that two runs that print the same were
 * forked from one process.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>
#include <unistd.h>

static time_t started;

static void *wait_for_ever(void *argument) {
  for (;;) pause();
  return argument;
}

int main(int argc, char **argv, char **envp) {
  char word[64] = "", rest[64] = "";
  pthread_t thread;
  time_t *freed = malloc(sizeof *freed), now = time(&started), also_started;
  if (argc < 2 || !freed) return 2;
  time(&also_started), time(freed);
  *freed = 7; /* it is used for something else meanwhile */
  if (argc > 2 && !strcmp(argv[2], "for-a-second"))
    while (time(NULL) == now) usleep(10000);
  /* What a zygote may not have. */
  if (argc > 2 && !strcmp(argv[2], "with-descriptor") && dup(0) < 0) return 2;
  if (argc > 2 && !strcmp(argv[2], "with-thread")) pthread_create(&thread, NULL, wait_for_ever, NULL);
  FILE *file = fopen(argv[1], "r");
  if (!file) return 3;
  if (fscanf(file, "%63s", word) != 1) return 0; /* an empty file: there is nothing to do */
  fclose(file);
  const unsigned char *drawn = (const unsigned char *)getauxval(AT_RANDOM);
  for (int i = 0; i < 16; i++) printf("%02x", drawn[i]);
  if (!strcmp(word, "count")) {
    int variables = 0;
    while (envp[variables]) variables++;
    if (scanf("%63s", rest) != 1) return 4;
    printf(" %s %d %d %d", rest, variables, getsid(0) == getpid(), getppid() > 0);
  } else if (!strcmp(word, "time")) {
    printf(" %d %d %ld", started > now, also_started > now, (long)*freed);
  } else if (!strcmp(word, "hurt")) {
    for (int pid = getpid() - 50; pid < getpid() + 50; pid++)
      if (pid > 1 && pid != getpid()) kill(pid, SIGSTOP), kill(pid, SIGKILL);
    if (!kill(30000, SIGKILL)) printf(" hit");
  } else if (!strcmp(word, "spin")) {
    for (;;) {
    }
  } else if (!strcmp(word, "abort")) {
    fflush(stdout);
    abort();
  }
  return 0;
}
