/*
 * Launch rate: runs per second of a static program that echoes three bytes, through a box in batches of 32,
 * against the physical limit (vfork, exec, wait with the same memfds and nothing else). On one core, in short
 * interleaved rounds. On a quiet machine the rates are the figure; where others use the processor too, the
 * ratio of processor time spent for each run (client included on both sides) says the same with less noise.
 */
#define _GNU_SOURCE
#include "client.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BATCH 32

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void fail(const char *what) {
  fprintf(stderr, "bench: %s\n", what);
  exit(1);
}

static void exec_once(char **argv) {
  char buffer[16];
  struct rusage usage;
  int status, in = memfd_create("in", MFD_CLOEXEC), out = memfd_create("out", MFD_CLOEXEC);
  if (in < 0 || out < 0 || pwrite(in, "42\n", 3, 0) != 3) fail("memfd");
  char *empty[] = {NULL};
  pid_t pid = vfork();
  if (!pid) {
    dup2(in, 0);
    dup2(out, 1);
    execve(argv[0], argv, empty);
    _exit(127);
  }
  close(in);
  if (wait4(pid, &status, 0, &usage) < 0 || status) fail("the program failed");
  if (pread(out, buffer, sizeof buffer, 0) != 3 || memcmp(buffer, "42\n", 3)) fail("wrong output");
  close(out);
}

static double limit_rate(char **argv, int runs) {
  double start = now();
  for (int i = 0; i < runs; i++) exec_once(argv);
  return runs / (now() - start);
}

static double box_rate(struct host *host, const char *path, int runs) {
  struct request request = request_for(path, "echo");
  struct bytes run = run_head(&request, BATCH);
  for (int i = 0; i < BATCH; i++) add_item(&run, NULL, "42\n", 3);
  double start = now();
  for (int done = 0; done < runs; done += BATCH) {
    send_frame(host->to, 0x02, 1, &run);
    for (int i = 0; i < BATCH; i++) {
      struct frame frame = expect(host->from, 0x83, 1);
      struct result result = parse_result(&frame);
      if (result.outcome || strcmp(result.out, "42\n")) fail("wrong result");
      free_result(&result);
      free(frame.payload);
    }
  }
  double rate = runs / (now() - start);
  free(run.data);
  return rate;
}

static int ascending(const void *a, const void *b) { return *(const double *)a < *(const double *)b ? -1 : 1; }
static double median(double *values, int count) {
  qsort(values, (size_t)count, sizeof *values, ascending);
  return values[count / 2];
}

static double cpu_of(int who) {
  struct rusage usage;
  getrusage(who, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

static double start_and_end_ms(const char *const *options) {
  double start = now();
  for (int i = 0; i < 20; i++) {
    struct host host = start_box(options);
    end_box(&host);
  }
  return (now() - start) * 1000 / 20;
}

int main(int argc, char **argv) {
  enum { ROUNDS = 60 };
  const int rounds = ROUNDS, runs = BATCH * 2;
  const char *const *options = (const char *const *)(argc > 3 ? argv + 3 : (char *[]){NULL});
  if (argc < 3) fail("usage: bench BOX PROGRAM [options of the box]");
  box_path = argv[1];
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  if (!getenv("BENCH_ANY_CORE") && sched_setaffinity(0, sizeof one, &one)) fail("sched_setaffinity");
  double set_up = start_and_end_ms(options), limit[ROUNDS], box[ROUNDS];
  struct host host = start_box(options);
  char path[400], *direct[] = {argv[2], (char *)"echo", NULL};
  put_program(&host, "bench", "program", argv[2]);
  snprintf(path, sizeof path, "%s/bench/program", host.files);
  double limit_cpu = 0, box_cpu = 0;
  for (int i = 0; i < rounds; i++) {
    double before = cpu_of(RUSAGE_SELF) + cpu_of(RUSAGE_CHILDREN);
    limit[i] = limit_rate(direct, runs);
    double between = cpu_of(RUSAGE_SELF);
    limit_cpu += between + cpu_of(RUSAGE_CHILDREN) - before;
    box[i] = box_rate(&host, path, runs);
    box_cpu += cpu_of(RUSAGE_SELF) - between;
  }
  double children = cpu_of(RUSAGE_CHILDREN);
  end_box(&host); /* the box is reaped here, and with it all that its runs took */
  box_cpu += cpu_of(RUSAGE_CHILDREN) - children;
  double most = median(limit, rounds), ours = median(box, rounds);
  printf("limit %.0f/s, box %.0f/s, ratio %.3f; best against best %.3f; by processor time %.3f (%.0f and %.0f us); set-up and end %.2f ms\n", most, ours, ours / most,
         box[rounds - 1] / limit[rounds - 1], limit_cpu / box_cpu, limit_cpu / rounds / runs * 1e6, box_cpu / rounds / runs * 1e6, set_up);
  return 0;
}
