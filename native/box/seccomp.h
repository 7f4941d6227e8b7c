/* Inside of the filter: seccomp.c finds the rule for a number, seccomp_rules.c decides by the rule. */
#ifndef BOX_SECCOMP_H
#define BOX_SECCOMP_H

#include "box.h"

#include <linux/filter.h>
#include <linux/seccomp.h>

#ifndef SECCOMP_RET_KILL_PROCESS
#define SECCOMP_RET_KILL_PROCESS 0x80000000u
#endif

enum rule {
  ENOSYS_RULE,
  ALLOW,
  PROCESSES,
  CLONE,
  COOKIE,
  MODE,
  OWNER_OR_TIME,
  PRLIMIT,
  SETRLIMIT,
  SOCKETPAIR,
  FALLOCATE,
  IOCTLS,
  KILL,
  SIGNAL,
  WRITES,
  FCNTLS,
  MMAP,
  MREMAP,
  MADVISE,
  MSYNC,
  PRCTL,
  ARCH_PRCTL,
  CORE,
  SCHEDULER,
  PRETEND,
  INVALID,
  PERMISSION,
  ACCESS,
  SETUP
};

/* The filter that is being built. */
struct filter_code {
  struct sock_filter code[2048];
  unsigned length;
};
extern struct filter_code filter_code;

unsigned emit(uint16_t code, uint32_t k, uint8_t when_true, uint8_t when_false); /* returns the place of the instruction */
void answer(uint32_t action);
void load(unsigned offset); /* of a word of struct seccomp_data */
void decide(const struct box *box, enum rule rule);

#endif
