/*
 * What makes an interpreter a zygote (zygote.c of the box): loaded into it by LD_PRELOAD, it lets the
 * interpreter start as ever, up to the moment when it opens the first file of the program. There it stops and
 * asks the box, again and again, for leave to fork: each child goes on from that point, opens the file, and
 * is the run. So the command line, the environment, flags and everything else that the interpreter makes of
 * them are those of a start with exec, and nothing of any program has run in the zygote.
 *
 * It says nothing to the box but by two system calls that the filter lets the box answer (seccomp_rules.c),
 * so the zygote has no descriptor and no secret. Built without libc: whatever libc the interpreter has, it is
 * that one's `dlsym` which is used.
 */
#include "../zygote_calls.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#define EXPORTED __attribute__((visibility("default")))
#define RTLD_NEXT ((void *)-1l)
#define AT_FDCWD (-100)
#define SIG_SETMASK 2
#define PR_SET_PDEATHSIG 1
#define PR_GET_PDEATHSIG 2
/* What of libc's own record of a thread is searched for its id: it is in the first kilobyte of glibc's and of
 * musl's. */
#define THREAD_RECORD_BYTES 1024

extern char **environ __attribute__((weak));
extern void *dlsym(void *handle, const char *name) __attribute__((weak));
extern void *pthread_self(void) __attribute__((weak));

static int armed;
static char work[4096];

/* Where the interpreter keeps the time of its start (Perl's $^T), which each run gets anew: where it had
 * time(2) write, on the stack excepted, of which it may have used the place for something else. */
static struct {
  long *place;
  long time;
} clocks[8];
static unsigned clock_count;
static const char *stack_end;

#if defined(__x86_64__)
static long call(long number, long a, long b, long c, long d, long e) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return result;
}
#define CLONE_LIKE_FORK(flags, tid) call(SYS_clone, flags, 0, 0, (long)(tid), 0)
#elif defined(__aarch64__)
static long call(long number, long a, long b, long c, long d, long e) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
#define CLONE_LIKE_FORK(flags, tid) call(SYS_clone, flags, 0, 0, 0, (long)(tid))
#else
#error "the box knows x86-64 and arm64"
#endif

static void give_up(void) {
  for (;;) call(SYS_exit_group, 125, 0, 0, 0, 0);
}

/* Where libc keeps the thread's id, which fork(2) has the kernel renew in the child. NULL: it cannot be told
 * for sure. */
static int *find_thread_id(void) {
  int *words = pthread_self ? pthread_self() : NULL, *found = NULL;
  int id = (int)call(SYS_gettid, 0, 0, 0, 0, 0);
  for (unsigned i = 0; words && i < THREAD_RECORD_BYTES / sizeof *words; i++) {
    if (words[i] != id) continue;
    if (found) return NULL;
    found = &words[i];
  }
  return found;
}

/* What holds another value by now has become something else. In the zygote they are looked at and written to:
 * where that cannot be done the zygote ends, and no run will. */
static void keep_clocks(void) {
  unsigned kept = 0;
  for (unsigned i = 0; i < clock_count; i++) {
    volatile long *place = clocks[i].place;
    if (*place != clocks[i].time) continue;
    *place = clocks[i].time;
    clocks[kept++] = clocks[i];
  }
  clock_count = kept;
}

static void *next(void **known, const char *name) {
  if (!*known) *known = dlsym(RTLD_NEXT, name);
  return *known;
}

EXPORTED long time(long *place) {
  static void *known;
  const char *here = __builtin_frame_address(0), *there = (const char *)place;
  long now = ((long (*)(long *))next(&known, "time"))(place);
  if (armed && place && (there < here || there >= stack_end) && clock_count < sizeof clocks / sizeof *clocks)
    clocks[clock_count].place = place, clocks[clock_count++].time = now;
  return now;
}

/* Returns in the runs only. */
static void fork_runs(void) {
  uint64_t all = ~0ull, before = 0;
  int death_signal = 0, *thread_id = find_thread_id();
  if (!thread_id) give_up();
  keep_clocks();
  call(SYS_prctl, PR_GET_PDEATHSIG, (long)&death_signal, 0, 0, 0);
  /* A signal that a run sends here must change nothing for the next. */
  call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&all, (long)&before, 8, 0);
  if (call(SYS_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0)) give_up();
  for (;;) {
    long child = CLONE_LIKE_FORK(ZYGOTE_CLONE_FLAGS, thread_id);
    if (!child) break;
    if (child < 0) give_up();
    for (int fd = 0; fd <= 2; fd++) call(SYS_close, fd, 0, 0, 0, 0); /* the run's, which the box put there */
  }
  call(SYS_setsid, 0, 0, 0, 0, 0);
  if (death_signal) call(SYS_prctl, PR_SET_PDEATHSIG, death_signal, 0, 0, 0);
  if (call(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0)) give_up(); /* the box says when the run begins */
  for (unsigned i = 0; i < clock_count; i++) *clocks[i].place = time(NULL);
  call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&before, 0, 8, 0);
}

static int is_of_program(const char *path) {
  unsigned i = 0;
  if (path[0] != '/') return 1;
  while (work[i] && path[i] == work[i]) i++;
  return !work[i] && (path[i] == '/' || !path[i]);
}

static void before_open(const char *path) {
  if (!armed || !path || !is_of_program(path)) return;
  armed = 0;
  fork_runs();
}

static int is_own_variable(const char *entry) {
  static const char name[] = "LD_PRELOAD=";
  for (unsigned i = 0; i < sizeof name - 1; i++)
    if (entry[i] != name[i]) return 0;
  return 1;
}

/* Before anything reads the environment: the program's does not have the variable by which we came, nor does
 * /proc/self/environ. */
__attribute__((constructor)) static void prepare(void) {
  if (!&environ || !environ || !dlsym) return;
  stack_end = (const char *)environ; /* it lies above all that the main thread calls */
  for (char **entry = environ; *entry; entry++) {
    if (!is_own_variable(*entry)) continue;
    for (char *text = *entry; *text; text++) *(volatile char *)text = 0;
    for (char **rest = entry; (rest[0] = rest[1]); rest++) {
    }
    armed = call(SYS_getcwd, (long)work, sizeof work, 0, 0, 0) > 1;
    return;
  }
}

#define OPEN(name)                                                     \
  EXPORTED int name(const char *path, int flags, unsigned mode) {      \
    static void *known;                                                \
    before_open(path);                                                 \
    return ((int (*)(const char *, int, ...))next(&known, #name))(path, flags, mode); \
  }
#define OPENAT(name)                                                            \
  EXPORTED int name(int directory, const char *path, int flags, unsigned mode) { \
    static void *known;                                                         \
    if (directory == AT_FDCWD || (path && *path == '/')) before_open(path);     \
    return ((int (*)(int, const char *, int, ...))next(&known, #name))(directory, path, flags, mode); \
  }
#define FOPEN(name)                                               \
  EXPORTED void *name(const char *path, const char *mode) {       \
    static void *known;                                           \
    before_open(path);                                            \
    return ((void *(*)(const char *, const char *))next(&known, #name))(path, mode); \
  }

OPEN(open)
OPEN(open64)
OPEN(__open_2)
OPEN(__open64_2)
OPENAT(openat)
OPENAT(openat64)
OPENAT(__openat_2)
OPENAT(__openat64_2)
FOPEN(fopen)
FOPEN(fopen64)
