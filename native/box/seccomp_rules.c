/*
 * What each rule of syscalls.def means, as instructions. On entry the accumulator holds the number of the
 * system call; every path ends in an answer.
 */
#define _GNU_SOURCE
#include "seccomp.h"

#include "die.h"
#include "kernel.h"
#include "notify.h"
#include "zygote_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
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
/* dup, descriptor and file flags, looking for locks, seals; never F_SETPIPE_SZ (memory), F_SETOWN (signals),
 * leases */
static const uint32_t FCNTL_LIST[] = {F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, 36 /* F_OFD_GETLK */, F_DUPFD_CLOEXEC, F_ADD_SEALS, F_GET_SEALS};
/*
 * Locks are on inodes, and those of /usr and /dev are the host's: other processes would see them, wait for
 * them, or search through 60,000 of them at each close. A filter cannot tell which file it is, so none is
 * taken: as if done, for SQLite and the like cannot go on without.
 */
static const uint32_t FCNTL_LOCKS[] = {F_SETLK, F_SETLKW, 37 /* F_OFD_SETLK */, 38 /* F_OFD_SETLKW */};
/* Of one's own pages: access patterns, giving them back, forks, huge pages, dumps. Never the page cache or
 * swap of others. */
static const uint32_t MADVISE_LIST[] = {0, 1, 2, 4, 8, 10, 11, 14, 15, 16, 17, 18, 19, 23 /* MADV_POPULATE_WRITE */};
#define MADVISE_WILL_NEED 3 /* would read a file of the host into memory */
/*
 * Death of the parent, dumpable (reading), name, capabilities and no_new_privs (reading), securebits and
 * seccomp mode (reading), timer slack, huge pages, arm64's vector lengths (reading) and tagged addresses.
 * Never filters, hash tables of futexes, names of mappings, merging of pages: memory of the kernel's that is
 * in no figure, or seen by others.
 */
static const uint32_t PRCTL_LIST[] = {1, 2, 3, 15, 16, 21, 23, 27, 29, 30, 38, 39, 41, 42, 51, 55, 56, 64};
/* Thread pointers, vector state (reading), shadow stacks. */
static const uint32_t ARCH_PRCTL_LIST[] = {0x1001, 0x1002, 0x1003, 0x1004, 0x1021, 0x1022, 0x3001, 0x5001, 0x5002, 0x5003, 0x5005};

#define FILTER_ERROR(code) (SECCOMP_RET_ERRNO | (code))
#define PRETENDED SECCOMP_RET_ERRNO /* errno 0: as if done */

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

/* Ask the box; where it cannot be asked: `otherwise`. */
static void ask(const struct box *box, uint32_t otherwise) { answer(box->notify_fd >= 0 ? SECCOMP_RET_USER_NOTIF : otherwise); }

/* Goes on with the next instruction when the argument has one of these bits, else answers. */
static void allow_unless_set(unsigned argument, uint32_t bits) {
  load_argument_low(argument);
  emit(BPF_JMP | BPF_JSET | BPF_K, bits, 1, 0);
  answer(SECCOMP_RET_ALLOW);
}

static void ask_if_large(const struct box *box, unsigned size_argument) {
  if (box->notify_fd >= 0) {
    load_argument_high(size_argument);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    answer(SECCOMP_RET_USER_NOTIF);
    load_argument_low(size_argument);
    emit(BPF_JMP | BPF_JGE | BPF_K, LARGE_MAPPING, 0, 1);
    answer(SECCOMP_RET_USER_NOTIF);
  }
  answer(SECCOMP_RET_ALLOW);
}

/* The accumulator holds an argument: for those of the list that is the answer. */
static void answer_listed(const uint32_t *values, unsigned count, uint32_t action) {
  for (unsigned i = 0; i < count; i++) {
    emit(BPF_JMP | BPF_JEQ | BPF_K, values[i], 0, 1);
    answer(action);
  }
}

static void allow_listed(unsigned argument, const uint32_t *values, unsigned count, uint32_t otherwise) {
  load_argument_low(argument);
  answer_listed(values, count, SECCOMP_RET_ALLOW);
  answer(otherwise);
}
#define LISTED(list) list, sizeof list / sizeof *list

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

/* Where there may be a zygote the box answers this one. */
static void ask_for_zygote(const struct box *box, uint32_t value) {
  if (box->notify_fd < 0 || box->options.processes) return;
  emit(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
  answer(SECCOMP_RET_USER_NOTIF);
}

/*
 * A run has one process, and the zygote is none of its affair: as if there were no other. Its id is known
 * where the box can say what it is to be (ns_last_pid); in reduced isolation a run can signal whatever has
 * its uid.
 */
static void decide_signal(const struct box *box, bool takes_groups) {
  if (box->notify_fd < 0 || box->options.processes || box->options.isolation != ISOLATION_FULL) {
    answer(SECCOMP_RET_ALLOW);
    return;
  }
  load_argument_low(0);
  if (takes_groups) {
    emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)-1, 3, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)-PID_OF_ZYGOTE, 2, 0);
  }
  emit(BPF_JMP | BPF_JEQ | BPF_K, PID_OF_ZYGOTE, 1, 0);
  answer(SECCOMP_RET_ALLOW);
  allow_with_cookie(box->cookie, 5, FILTER_ERROR(ESRCH));
}

static void decide_clone(const struct box *box) {
  load_argument_low(0);
  ask_for_zygote(box, ZYGOTE_CLONE_FLAGS);
  emit(BPF_JMP | BPF_JSET | BPF_K, FORBIDDEN_CLONE_FLAGS, 0, 1);
  answer(FILTER_ERROR(EPERM));
  /* The box's own first: it cannot ask itself. */
  load_argument_low(CLONE_CHILD_TID_ARGUMENT);
  emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)box->cookie, 0, 3);
  load_argument_high(CLONE_CHILD_TID_ARGUMENT);
  emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(box->cookie >> 32), 0, 1);
  answer(SECCOMP_RET_ALLOW);
  if (box->options.processes) {
    ask(box, SECCOMP_RET_ALLOW);
    return;
  }
  load_argument_low(0);
  /* A thread with a descriptor table of its own would have a RLIMIT_NOFILE of its own. */
  emit(BPF_ALU | BPF_AND | BPF_K, CLONE_THREAD | CLONE_FILES, 0, 0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, CLONE_THREAD | CLONE_FILES, 0, 1);
  ask(box, SECCOMP_RET_ALLOW);
  ask(box, FILTER_ERROR(EPERM));
}

/* Before a write to stdout or stderr, so that the box sees which of them has grown since it was last asked. */
static void decide_write(const struct box *box) {
  if (box->options.ordered && box->notify_fd >= 0) {
    load_argument_high(5);
    emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(box->cookie >> 32), 0, 3);
    load_argument_low(5);
    emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)box->cookie, 0, 1);
    answer(SECCOMP_RET_ALLOW);
    load_argument_low(0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 1, 1, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 2, 0, 1);
    answer(SECCOMP_RET_USER_NOTIF);
  }
  answer(SECCOMP_RET_ALLOW);
}

/* Those by which the box hears and answers what it is asked, and gives a zygote the streams of a run, need
 * the cookie. */
static void decide_ioctl(const struct box *box) {
  static const uint32_t own[] = {(uint32_t)SECCOMP_IOCTL_NOTIF_RECV, (uint32_t)SECCOMP_IOCTL_NOTIF_SEND, (uint32_t)SECCOMP_IOCTL_NOTIF_ADDFD};
  for (unsigned i = 0; i < sizeof own / sizeof *own; i++) {
    load_argument_low(1);
    emit(BPF_JMP | BPF_JEQ | BPF_K, own[i], 0, 6);
    allow_with_cookie(box->cookie, 5, FILTER_ERROR(ENOTTY));
  }
  allow_listed(1, LISTED(IOCTL_LIST), FILTER_ERROR(ENOTTY));
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

static void decide_mmap(const struct box *box) {
  load_argument_low(3);
  emit(BPF_JMP | BPF_JSET | BPF_K, MAP_HUGETLB, 0, 1); /* huge pages are not in the resident set */
  answer(FILTER_ERROR(ENOMEM));
  emit(BPF_JMP | BPF_JSET | BPF_K, MAP_ANONYMOUS, 1, 0);
  answer(SECCOMP_RET_ALLOW);
  /* Shared anonymous memory stays allocated after it left the resident set: nothing would count it. */
  emit(BPF_ALU | BPF_AND | BPF_K, 0x0f, 0, 0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, MAP_PRIVATE, 1, 0);
  answer(FILTER_ERROR(ENOMEM));
  /* What is only reserved is no memory yet: virtual machines and sanitizers reserve far more than they use. */
  load_argument_low(3);
  emit(BPF_JMP | BPF_JSET | BPF_K, MAP_NORESERVE, 0, 1);
  answer(SECCOMP_RET_ALLOW);
  allow_unless_set(2, PROT_WRITE);
  ask_if_large(box, 1);
}

static void decide_fcntl(void) {
  load_argument_low(1);
  answer_listed(LISTED(FCNTL_LIST), SECCOMP_RET_ALLOW);
  answer_listed(LISTED(FCNTL_LOCKS), PRETENDED);
  answer(FILTER_ERROR(EPERM));
}

static void decide_madvise(void) {
  load_argument_low(2);
  answer_listed(LISTED(MADVISE_LIST), SECCOMP_RET_ALLOW);
  emit(BPF_JMP | BPF_JEQ | BPF_K, MADVISE_WILL_NEED, 0, 1);
  answer(PRETENDED);
  answer(FILTER_ERROR(EINVAL));
}

/* With MS_SYNC it is an fsync of whatever file is mapped, those of the host among them. Without, it tells
 * which addresses are mapped. */
static void decide_msync(void) {
  load_argument_low(2);
  emit(BPF_JMP | BPF_JSET | BPF_K, MS_SYNC, 0, 1);
  answer(PRETENDED);
  answer(SECCOMP_RET_ALLOW);
}

/* The box itself starts a run with some that runs may not make. */
static void decide_prctl(const struct box *box) {
  load_argument_low(0);
  ask_for_zygote(box, PR_SET_DUMPABLE);
  answer_listed(LISTED(PRCTL_LIST), SECCOMP_RET_ALLOW);
  allow_with_cookie(box->cookie, 5, FILTER_ERROR(EINVAL));
}

/* A run may change its own limits, but not the one value of RLIMIT_CORE that keeps core dumps from a helper:
 * read only. */
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
    case PROCESSES: ask(box, box->options.processes ? SECCOMP_RET_ALLOW : FILTER_ERROR(EPERM)); return;
    case KILL: decide_signal(box, true); return;
    case SIGNAL: decide_signal(box, false); return;
    case WRITES: decide_write(box); return;
    case CLONE: decide_clone(box); return;
    case COOKIE: allow_with_cookie(box->cookie, 5, FILTER_ERROR(ENOSYS)); return;
    case MODE:
      if (box->deny_chmod) allow_with_cookie(box->cookie, 5, PRETENDED); /* linkers insist on chmod */
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
    case IOCTLS: decide_ioctl(box); return;
    case FCNTLS: decide_fcntl(); return;
    case MMAP: decide_mmap(box); return;
    case MREMAP: ask_if_large(box, 2); return;
    case MADVISE: decide_madvise(); return;
    case MSYNC: decide_msync(); return;
    case PRCTL: decide_prctl(box); return;
    case ARCH_PRCTL: allow_listed(0, LISTED(ARCH_PRCTL_LIST), FILTER_ERROR(EINVAL)); return;
    case CORE: allow_with_cookie(box->cookie, 5, FILTER_ERROR(EPERM)); return;
    case SCHEDULER: /* Mono puts each of its threads where it is already, and says so on stdout when that is refused */
      load_argument_low(1);
      emit(BPF_JMP | BPF_JEQ | BPF_K, SCHED_OTHER, 0, 1);
      answer(PRETENDED);
      answer(FILTER_ERROR(EPERM));
      return;
    case PRETEND: answer(PRETENDED); return;
    case INVALID: answer(FILTER_ERROR(EINVAL)); return;
    case PERMISSION: answer(FILTER_ERROR(EPERM)); return;
    case ACCESS: answer(FILTER_ERROR(EACCES)); return;
    case ENOSYS_RULE:
    case SETUP: answer(FILTER_ERROR(ENOSYS)); return;
  }
}
