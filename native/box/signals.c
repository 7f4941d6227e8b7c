/* Reduced isolation on kernels whose Landlock cannot scope signals (ABI below 6). */
#define _GNU_SOURCE
#include "box.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILTER_ERROR(code) (SECCOMP_RET_ERRNO | (code))

/*
 * Where the kernel cannot keep a run's signals to itself and the run has the host's own uid: a second, small
 * filter that lets it signal its own process (and process group) only. Built in the vfork child, since it
 * needs the pid.
 */
int install_signal_filter(const struct box *box) {
  uint32_t self = (uint32_t)syscall(SYS_getpid);
#define STATEMENT(code, k) {code, 0, 0, k}
  struct sock_filter code[] = {
      STATEMENT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      {BPF_JMP | BPF_JEQ | BPF_K, 6, 0, __NR_kill},
      {BPF_JMP | BPF_JEQ | BPF_K, 5, 0, __NR_tgkill},
      {BPF_JMP | BPF_JEQ | BPF_K, 4, 0, __NR_rt_sigqueueinfo},
      {BPF_JMP | BPF_JEQ | BPF_K, 3, 0, __NR_rt_tgsigqueueinfo},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, __NR_tkill}, /* a thread id says nothing about whose thread it is */
      STATEMENT(BPF_RET | BPF_K, FILTER_ERROR(EPERM)),
      STATEMENT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      STATEMENT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
      {BPF_JMP | BPF_JEQ | BPF_K, 3, 0, self},
      {BPF_JMP | BPF_JEQ | BPF_K, 2, 0, 0},
      {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, (uint32_t)-self},
      STATEMENT(BPF_RET | BPF_K, FILTER_ERROR(EPERM)),
      STATEMENT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {.len = sizeof code / sizeof *code, .filter = code};
  return (int)syscall(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0ul, 0ul, box->cookie);
}
