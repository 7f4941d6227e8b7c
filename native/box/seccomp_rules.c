/*
 * What each rule of syscalls.def means, as instructions. On entry the accumulator holds the number of the system call;
 * every path ends in an answer.
 */
#define _GNU_SOURCE
#include "seccomp.h"

#include "die.h"
#include "kernel.h"

#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>

/* Which argument of clone(2) is child_tid, which carries the cookie. */
#ifdef __x86_64__
#define CLONE_CHILD_TID_ARGUMENT 3
#else
#define CLONE_CHILD_TID_ARGUMENT 4
#endif

#define NAMESPACE_FLAGS (CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)
#define FORBIDDEN_CLONE_FLAGS (NAMESPACE_FLAGS | CLONE_PARENT | CLONE_PTRACE | CLONE_UNTRACED)

/* terminal size and type, bytes to read, blocking, close-on-exec; TIOCSTI and its like never */
static const uint32_t IOCTL_LIST[] = {0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451};
/* dup, descriptor and file flags, locks, pipe size (reading it), seals; never F_SETPIPE_SZ (memory), F_SETOWN (signals) */
static const uint32_t FCNTL_LIST[] = {0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032, 1033, 1034};
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

#define FILTER_ERROR(code) (SECCOMP_RET_ERRNO | (code))

struct filter_code filter_code;

unsigned emit(uint16_t code, uint32_t k, uint8_t when_true, uint8_t when_false) {
  if (filter_code.length == sizeof filter_code.code / sizeof *filter_code.code) die_in(LAYER_SECCOMP, "filter too long");
  filter_code.code[filter_code.length] = (struct sock_filter){code, when_true, when_false, k};
  return filter_code.length++;
}

void answer(uint32_t action) { emit(BPF_RET | BPF_K, action, 0, 0); }

void load(unsigned offset) { emit(BPF_LD | BPF_W | BPF_ABS, offset, 0, 0); }

/* Both architectures are little-endian: the low word comes first. */
static void load_argument_low(unsigned index) { load(offsetof(struct seccomp_data, args) + 8 * index); }
static void load_argument_high(unsigned index) { load(offsetof(struct seccomp_data, args) + 8 * index + 4); }

static void allow_with_cookie(uint64_t cookie, unsigned argument, uint32_t otherwise) {
  load_argument_low(argument);
  emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)cookie, 0, 3);
  load_argument_high(argument);
  emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(cookie >> 32), 0, 1);
  answer(SECCOMP_RET_ALLOW);
  answer(otherwise);
}

static void allow_listed(unsigned argument, const uint32_t *values, unsigned count, uint32_t otherwise) {
  load_argument_low(argument);
  for (unsigned i = 0; i < count; i++) {
    emit(BPF_JMP | BPF_JEQ | BPF_K, values[i], 0, 1);
    answer(SECCOMP_RET_ALLOW);
  }
  answer(otherwise);
}

static void deny_if_equal(uint32_t value, uint32_t action) {
  emit(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
  answer(action);
  answer(SECCOMP_RET_ALLOW);
}

static void deny_unless_equal(uint32_t value, uint32_t action) {
  emit(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0);
  answer(action);
  answer(SECCOMP_RET_ALLOW);
}

static void decide_clone(const struct box *box) {
  load_argument_low(0);
  emit(BPF_JMP | BPF_JSET | BPF_K, FORBIDDEN_CLONE_FLAGS, 0, 1);
  answer(FILTER_ERROR(EPERM));
  if (box->options.processes) {
    answer(SECCOMP_RET_ALLOW);
    return;
  }
  /* A thread with a descriptor table of its own would have a RLIMIT_NOFILE of its own. */
  emit(BPF_ALU | BPF_AND | BPF_K, CLONE_THREAD | CLONE_FILES, 0, 0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, CLONE_THREAD | CLONE_FILES, 0, 1);
  answer(SECCOMP_RET_ALLOW);
  allow_with_cookie(box->cookie, CLONE_CHILD_TID_ARGUMENT, FILTER_ERROR(EAGAIN));
}

/* Connected pairs only: a datagram socket can be pointed at any socket of the host that has a path. */
static void decide_socketpair(void) {
  load_argument_low(0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0);
  answer(FILTER_ERROR(EACCES));
  load_argument_low(1);
  emit(BPF_ALU | BPF_AND | BPF_K, 0x0f, 0, 0); /* without SOCK_NONBLOCK and SOCK_CLOEXEC */
  emit(BPF_JMP | BPF_JEQ | BPF_K, SOCK_SEQPACKET, 0, 1); /* Rust's Command makes one */
  answer(SECCOMP_RET_ALLOW);
  deny_unless_equal(SOCK_STREAM, FILTER_ERROR(EACCES));
}

static void decide_mmap(void) {
  load_argument_low(3);
  emit(BPF_JMP | BPF_JSET | BPF_K, MAP_HUGETLB, 0, 1); /* huge pages are not in the resident set */
  answer(FILTER_ERROR(ENOMEM));
  /* Shared anonymous memory stays allocated after it left the resident set: nothing would count it. */
  emit(BPF_ALU | BPF_AND | BPF_K, MAP_ANONYMOUS | 0x0f, 0, 0);
  deny_if_equal(MAP_ANONYMOUS | MAP_SHARED, FILTER_ERROR(ENOMEM));
}

/* A run may change its own limits, but not the one value of RLIMIT_CORE that keeps core dumps from a helper: read only. */
static void decide_prlimit(void) {
  load_argument_low(0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
  answer(FILTER_ERROR(EPERM));
  load_argument_low(1);
  emit(BPF_JMP | BPF_JEQ | BPF_K, RLIMIT_CORE, 1, 0);
  answer(SECCOMP_RET_ALLOW);
  load_argument_low(2);
  emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3);
  load_argument_high(2);
  emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1);
  answer(SECCOMP_RET_ALLOW);
  answer(FILTER_ERROR(EPERM));
}

void decide(const struct box *box, enum rule rule) {
  switch (rule) {
    case ALLOW: answer(SECCOMP_RET_ALLOW); return;
    case PROCESSES: answer(box->options.processes ? SECCOMP_RET_ALLOW : FILTER_ERROR(EAGAIN)); return;
    case CLONE: decide_clone(box); return;
    case COOKIE: allow_with_cookie(box->cookie, 5, FILTER_ERROR(ENOSYS)); return;
    case MODE:
      if (box->deny_chmod) allow_with_cookie(box->cookie, 5, SECCOMP_RET_ERRNO); /* errno 0: linkers insist on chmod */
      else answer(SECCOMP_RET_ALLOW);
      return;
    case OWNER_OR_TIME:
      if (box->options.isolation == ISOLATION_REDUCED) allow_with_cookie(box->cookie, 5, FILTER_ERROR(EPERM));
      else answer(SECCOMP_RET_ALLOW);
      return;
    case PRLIMIT: decide_prlimit(); return;
    case SETRLIMIT:
      load_argument_low(0);
      deny_if_equal(RLIMIT_CORE, FILTER_ERROR(EPERM));
      return;
    case SOCKETPAIR: decide_socketpair(); return;
    case FALLOCATE: /* blocks beyond the end of a file are in no size that is looked at */
      load_argument_low(1);
      deny_unless_equal(0, FILTER_ERROR(EOPNOTSUPP));
      return;
    case IOCTLS: allow_listed(1, IOCTL_LIST, sizeof IOCTL_LIST / sizeof *IOCTL_LIST, FILTER_ERROR(ENOTTY)); return;
    case FCNTLS: allow_listed(1, FCNTL_LIST, sizeof FCNTL_LIST / sizeof *FCNTL_LIST, FILTER_ERROR(EPERM)); return;
    case MMAP: decide_mmap(); return;
    case MADVISE: /* pages forced out to swap leave the resident set too */
      load_argument_low(2);
      deny_if_equal(MADV_PAGEOUT, FILTER_ERROR(EINVAL));
      return;
    case SCHEDULER: /* Mono puts each of its threads where it is already, and says so on stdout when that is refused */
      load_argument_low(1);
      emit(BPF_JMP | BPF_JEQ | BPF_K, SCHED_OTHER, 0, 1);
      answer(SECCOMP_RET_ERRNO); /* errno 0: as if done */
      answer(FILTER_ERROR(EPERM));
      return;
    case PERMISSION: answer(FILTER_ERROR(EPERM)); return;
    case ACCESS: answer(FILTER_ERROR(EACCES)); return;
    case ENOSYS_RULE:
    case SETUP: answer(FILTER_ERROR(ENOSYS)); return;
  }
}
