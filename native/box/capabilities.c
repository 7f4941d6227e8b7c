/* What PID 1 may still do once the box is built: as little as serving needs. Runs have none at all. */
#define _GNU_SOURCE
#include "box.h"
#include "die.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PR_CAP_AMBIENT
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_CLEAR_ALL 4
#endif

#define CAP_CHECKPOINT_RESTORE_ 40 /* Linux 5.9: to say which pid comes next (launch.c) */

static uint64_t needed_capabilities(const struct box *box) {
  /* To look at what runs have open and mapped. In full isolation it reaches no further than they; ptrace(2)
   * stays forbidden by the filter. */
  uint64_t needed = 1ull << CAP_SYS_PTRACE;
  /* Another uid owns what runs leave behind, and runs must be started as, and killed with, that uid. */
  if (box->separate_uid) needed |= 1ull << CAP_KILL | 1ull << CAP_DAC_OVERRIDE | 1ull << CAP_FOWNER | 1ull << CAP_CHOWN | 1ull << CAP_SETUID | 1ull << CAP_SETGID;
  if (box->options.isolation == ISOLATION_FULL) needed |= 1ull << CAP_CHECKPOINT_RESTORE_;
  return needed;
}

void drop_capabilities(struct box *box) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0}};
  if (syscall(SYS_capget, &header, data)) die("capget");
  if (data[0].effective & 1u << CAP_SETPCAP)
    for (int capability = 0; capability < 64; capability++)
      if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) && errno == EINVAL) break;
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (unsigned word = 0; word < 2; word++) {
    data[word].permitted &= (uint32_t)(needed_capabilities(box) >> 32 * word);
    data[word].effective = data[word].permitted;
    data[word].inheritable = 0;
  }
  if (syscall(SYS_capset, &header, data)) die("capset");
  /* No ptrace, no /proc/1/mem, no core dump: the cookie lives in this memory. */
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) die("PR_SET_DUMPABLE");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) die_in(LAYER_NO_NEW_PRIVS, "PR_SET_NO_NEW_PRIVS");
  layer_ok(LAYER_NO_NEW_PRIVS, "setuid programs give nothing; capabilities of runs: none");
}
