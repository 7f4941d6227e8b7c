/*
 * The filter that PID 1 and every run live under, made from syscalls.def. System call numbers with the same
 * rule form intervals; a balanced tree of comparisons finds the interval, and its leaf decides. The kernel
 * tries the filter once for each number when it is installed and remembers those that are always allowed, so
 * only the rules that look at an argument cost anything afterwards. The tree uses only the instructions that
 * this trial understands.
 */
#define _GNU_SOURCE
#include "seccomp.h"

#include "die.h"
#include "kernel.h"
#include "notify.h"

#include <errno.h>
#include <linux/audit.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SECCOMP_FILTER_FLAG_SPEC_ALLOW
#define SECCOMP_FILTER_FLAG_SPEC_ALLOW (1ul << 2)
#endif

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#define LEGACY_NUMBER(name) __NR_##name
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#define LEGACY_NUMBER(name) -1
#else
#error "the box knows x86-64 and arm64"
#endif

static const struct {
  const char *name;
  int number; /* -1: not on this architecture */
  enum rule rule;
} TABLE[] = {
#define SYSCALL(name, rule, who) {#name, __NR_##name, rule},
#define LEGACY(name, rule, who) {#name, LEGACY_NUMBER(name), rule},
#include "syscalls.def"
#undef SYSCALL
#undef LEGACY
};
#define TABLE_SIZE (sizeof TABLE / sizeof *TABLE)
#define NUMBERS 512

struct interval {
  uint32_t first;
  enum rule rule;
};

/* On entry the accumulator holds the number; it lies in one of intervals[low..high). */
static void emit_tree(const struct box *box, const struct interval *intervals, unsigned low, unsigned high) {
  if (high - low == 1) {
    decide(box, intervals[low].rule);
    return;
  }
  unsigned middle = (low + high) / 2;
  emit(BPF_JMP | BPF_JGE | BPF_K, intervals[middle].first, 0, 1);
  unsigned jump = emit(BPF_JMP | BPF_JA, 0, 0, 0); /* conditional jumps reach only 255 instructions */
  emit_tree(box, intervals, low, middle);
  filter_code.code[jump].k = filter_code.length - jump - 1;
  emit_tree(box, intervals, middle, high);
}

static void emit_dispatch(const struct box *box) {
  static enum rule rules[NUMBERS];
  static struct interval intervals[NUMBERS + 1];
  unsigned count = 0;
  for (unsigned i = 0; i < TABLE_SIZE; i++)
    if (TABLE[i].number >= 0 && TABLE[i].number < NUMBERS) rules[TABLE[i].number] = TABLE[i].rule == SETUP ? ENOSYS_RULE : TABLE[i].rule;
  for (unsigned number = 0; number < NUMBERS; number++)
    if (!number || rules[number] != rules[number - 1]) intervals[count++] = (struct interval){number, rules[number]};
  if (rules[NUMBERS - 1] != ENOSYS_RULE) intervals[count++] = (struct interval){NUMBERS, ENOSYS_RULE};
  emit_tree(box, intervals, 0, count);
}

static void build_filter(const struct box *box) {
  load(offsetof(struct seccomp_data, arch));
  emit(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0);
  answer(SECCOMP_RET_KILL_PROCESS); /* int 0x80 and other foreign numberings */
  load(offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
  emit(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
  answer(SECCOMP_RET_KILL_PROCESS); /* x32 */
#endif
  emit_dispatch(box);
}

/* With the questions that the kernel then asks the box: Linux 5.5, and no filter around us that asks already.
 * */
static bool install_with_questions(struct box *box) {
  static const unsigned long tries[] = {SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW, SECCOMP_FILTER_FLAG_NEW_LISTENER};
  if (!can_ask_back()) return false;
  box->notify_fd = 0; /* rules are made for it before it is there */
  build_filter(box);
  struct sock_fprog filter = {.len = (unsigned short)filter_code.length, .filter = filter_code.code};
  box->notify_fd = -1;
  for (unsigned i = 0; i < 2 && box->notify_fd < 0; i++) box->notify_fd = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, tries[i], &filter);
  if (box->notify_fd < 0) filter_code.length = 0;
  return box->notify_fd >= 0;
}

void install_filter(struct box *box) {
  if (install_with_questions(box)) {
    layer_ok(LAYER_SECCOMP, "%u instructions; %s; refusals are seen", filter_code.length, box->options.processes ? "processes allowed" : "threads only");
    return;
  }
  build_filter(box);
  struct sock_fprog filter = {.len = (unsigned short)filter_code.length, .filter = filter_code.code};
  /* SPEC_ALLOW: without it old kernels switch speculation off for all runs, which costs far more than it
   * protects here. */
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter) &&
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter))
    die_in(LAYER_SECCOMP, "install the filter");
  layer_ok(LAYER_SECCOMP, "%u instructions; %s", filter_code.length, box->options.processes ? "processes allowed" : "threads only");
}

static bool is_never_done(enum rule rule) { return rule == PERMISSION || rule == PRETEND || rule == INVALID; }

static bool makes_sockets(int number) { return number == SYS_socket || number == SYS_socketpair; }

/* The profile for the container around the box: sockets of the listener's kind only, what runs may do, what
 * set-up needs, and clone3 in so many words. */
int print_container_profile(void) {
  printf("{\n  \"defaultAction\": \"SCMP_ACT_ERRNO\",\n  \"defaultErrnoRet\": 38,\n  \"archMap\": [\n"
         "    { \"architecture\": \"SCMP_ARCH_X86_64\", \"subArchitectures\": [] },\n"
         "    { \"architecture\": \"SCMP_ARCH_AARCH64\", \"subArchitectures\": [] }\n  ],\n  \"syscalls\": [\n    {\n      \"names\": [");
  const char *comma = "";
  for (unsigned i = 0; i < TABLE_SIZE; i++) {
    if (is_never_done(TABLE[i].rule)) continue; /* not needed in the container either */
    if (makes_sockets(TABLE[i].number)) continue;
    printf("%s\n        \"%s\"", comma, TABLE[i].name);
    comma = ",";
  }
  /* Docker 20.10 ignores defaultErrnoRet; glibc falls back from clone3 to clone on ENOSYS only. */
  printf("\n      ],\n      \"action\": \"SCMP_ACT_ALLOW\"\n    },\n"
         "    { \"names\": [\"socket\", \"socketpair\"], \"action\": \"SCMP_ACT_ALLOW\",\n"
         "      \"args\": [{ \"index\": 0, \"value\": %d, \"op\": \"SCMP_CMP_EQ\" }] },\n"
         "    { \"names\": [\"clone3\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 38 }\n  ]\n}\n", AF_UNIX);
  return fflush(stdout) ? 1 : 0;
}
