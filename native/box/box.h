/*
 * What the parts of the box share: the options it was started with, and the state that the set-up steps leave
 * for the runs. Theory of operation: main.c.
 */
#ifndef BOX_BOX_H
#define BOX_BOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#define BOX_VERSION "2.0.0"
#define PROTOCOL_VERSION 2

#define RUN_UID 1000 /* the id of the program inside its user namespace */
#define MAX_READ_ONLY 64
#define MAX_CGROUPS 4
#define MAX_HIDDEN 16

enum isolation { ISOLATION_FULL = 1, ISOLATION_REDUCED = 2 };

struct options {
  enum isolation isolation;
  bool processes;          /* may the program create processes? */
  bool ordered;            /* note in which order the two outputs are written */
  uint64_t work_bytes;     /* size of the file system behind /work and /tmp */
  uint64_t work_inodes;
  uint64_t files_bytes;    /* size of the file system behind /box */
  const char *read_only[MAX_READ_ONLY]; /* SRC or SRC:DST */
  unsigned read_only_count;
  const char *hidden[MAX_HIDDEN]; /* directories of the host that no run may see */
  unsigned hidden_count;
  uint32_t uid_base;
  uint32_t slot;
  const char *scratch;     /* reduced only; NULL: choose */
  const char *cgroups[MAX_CGROUPS]; /* directories of this box alone */
  unsigned cgroup_count;
  bool container_cgroup;   /* the cgroup of the container around it is this job's alone: ask it, too */
  uint32_t clean_limit_ms; /* how long emptying the work directory may take before the box is called dirty */
  bool door;               /* the forker left a way to relays (relay.c) at DOOR_FD */
  bool classic_remount;    /* behave as on a kernel without mount_setattr (for tests) */
};

struct box {
  struct options options;
  bool separate_uid;  /* runs have a uid that is not the box's own */
  uid_t run_uid;
  gid_t run_gid;
  uint64_t cookie;    /* the secret by which the seccomp filter knows the box from the program */
  int files_fd;       /* writable view of files_dir */
  int work_fd;        /* writable views of work_dir and tmp_dir, and of a hidden sibling of both */
  int tmp_fd;
  int trash_fd;
  int proc_fd;        /* -1: there is no /proc */
  int lifeline_fd;    /* reduced only, else -1: hangs up when the outer process dies */
  int notify_fd;      /* the kernel asks there about some system calls of runs; -1: it does not (notify.c) */
  int oom_score_fd;   /* -1: the score cannot be set */
  int last_pid_fd;    /* full only, else -1: what the pid namespace gave out last, as the kernel lets us set it */
  int sockets_fd;     /* full only, else -1: how many sockets the network namespace has */
  int door_fd;        /* the way to a relay; -1: there is none */
  int landlock_fd;    /* reduced only, else -1: the rule set each run enters */
  bool filter_signals; /* reduced only: the kernel cannot scope signals, so each run gets a filter of its own */
  bool deny_chmod;    /* reduced only: runs have the host's own uid, so changing modes by path is denied */
  uint32_t process_count_base; /* what RLIMIT_NPROC counts besides the run itself */
  const char *files_dir;
  const char *work_dir;
  const char *tmp_dir;
};

/* main.c */
struct box new_box(const struct options *options);
void build_box(struct box *box);

/* main.c's list of steps. Each returns only on success; a failure leaves through die(). */
void enter_namespaces(struct box *box);    /* returns in PID 1 of the new namespaces only */
void take_first_id(const struct box *box); /* namespaces.c: become uid 0 of the namespace, where there is one */
void build_root(struct box *box);          /* rootfs.c: before ids change, while paths are still ours to walk */
bool is_ours(const char *target);          /* a path that the box makes itself, whatever the host has there */
void enter_root(struct box *box);
void protect_mount(const struct box *box, const char *path, uint32_t attributes, bool recursive); /* protect.c; ATTRIBUTE_... of kernel.h */
void enter_reduced(struct box *box);       /* instead of the three above; returns in the serving process only */
void drop_capabilities(struct box *box);
void set_fixed_limits(void);
void choose_cookie(struct box *box);
void install_filter(struct box *box);
void serve(struct box *box) __attribute__((noreturn));
void leave(struct box *box, int status) __attribute__((noreturn)); /* the box's one way out once it serves */

/* other commands */
void listen_for_jobs(const char *path, bool attached); /* returns in a child with the connection as stdin and stdout */
int bind_socket(const char *path);
char **read_connection_options(void);   /* what the host says first on the connection; NULL-terminated, static */
int connect_to_listener(const char *path);
void fork_boxes(const char *path, const char *program) __attribute__((noreturn)); /* program: this one, to be started for each box */
int probe(const struct options *options);
int print_container_profile(void);
int report_surroundings(void);
int self_test(int argc, char **argv);

/* process.c */
bool can_change_uid(void);
bool can_clean_up_after_uid(void);
void reset_process(int last_kept); /* descriptors after it are closed */
void offer_to_oom_killer(struct box *box); /* once in each process of the box, while /proc is writable */
void set_oom_score_of_runs(const struct box *box, bool of_runs);
uint64_t now_ns(void);
pid_t clone_with_cookie(struct box *box, int (*function)(void *), void *argument, int flags, int *pidfd);
ssize_t write_with_cookie(int fd, const struct iovec *parts, int count); /* writev(2) of the box itself, when --ordered has its filter look at writes */
void stay_on_core(const struct box *box, unsigned core);
int kill_with_cookie(const struct box *box, pid_t pid, int number);
int memfd_with_cookie(const struct box *box, const char *name, unsigned flags);
struct statfs;
int file_system_space(const struct box *box, int fd, struct statfs *space); /* fstatfs(2), which runs may not call */

/* toolchains.c: calls `show` with each path of the host that every box shows, whether it is there or not */
void each_toolchain(const struct box *box, void (*show)(const struct box *box, const char *path));
#define HUGE_PAGE_SIZE_FILE "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"
unsigned long long huge_page_size(void); /* what the host's file says; 0: it has none */

/* reduced.c */
int enter_landlock(const struct box *box);             /* async-signal-safe; 0 or -1 with errno */
int install_signal_filter(const struct box *box);      /* same */
void kill_leftovers_reduced(struct box *box);
bool over_disk_quota(const struct box *box);

#endif
