/* One run of a program, from its launch to its verdict. */
#ifndef BOX_RUN_H
#define BOX_RUN_H

#include "box.h"

enum address_space { ADDRESS_SPACE_FREE = 0, ADDRESS_SPACE_AS = 1, ADDRESS_SPACE_DATA = 2 };

enum outcome {
  OUTCOME_OK = 0,
  OUTCOME_RUNTIME_ERROR = 1,
  OUTCOME_CPU_LIMIT = 2,
  OUTCOME_WALL_LIMIT = 3,
  OUTCOME_MEMORY_LIMIT = 4,
  OUTCOME_OUTPUT_LIMIT = 5,
  OUTCOME_INTERNAL = 6,
  OUTCOME_FILE_SIZE_LIMIT = 7
};

/* What all items of a RUN share. */
struct program {
  uint64_t wall_limit_ns;
  uint64_t cpu_limit_ns;
  uint64_t memory_limit;  /* bytes; 0: none */
  uint64_t output_limit;  /* bytes */
  uint64_t file_limit;    /* bytes of any file that is written; 0: that of the outputs */
  uint64_t stack_limit;   /* bytes; 0: none but that of memory */
  uint32_t process_limit;
  enum address_space address_space;
  bool keep_work;
  bool large_files;
  bool joined;            /* a relay passes its stdin and stdout on (relay.c) */
  bool from_zygote;       /* this item may be started by one */
  unsigned main_argument; /* which of argv is the main file of a program that a zygote may run (zygote.c); 0: none may */
  unsigned core;          /* 1 + the number of the processor it stays on; 0: any */
  pid_t first_pid;        /* where the pid namespace begins to count for it; 0: as for every run */
  char **argv;            /* of the item that runs next; NULL-terminated */
  char **envp;
  const char *path;       /* PATH of envp, for an argv[0] without a slash */
};

enum stop { STOP_NONE, STOP_WALL, STOP_CPU, STOP_MEMORY, STOP_OUTPUT };

/* What was observed of a run; verdict.c judges it. */
struct observed {
  pid_t first;            /* its first process */
  int launch_error;       /* errno of what failed before the program's first instruction; 0: nothing did */
  const char *launch_step;
  bool not_executable;    /* the program itself is why: no such interpreter, not a format of this machine */
  enum stop stop;         /* why the box killed it */
  int wait_status;
  uint64_t wall_ns;
  uint64_t cpu_ns;
  uint64_t memory;        /* bytes */
  uint64_t orphans_cpu_ns; /* what those used that were reaped while it ran */
  uint64_t orphans_memory; /* bytes; the most of one of them */
  bool memory_refused;    /* it asked for more at once than its limit, and did not get it */
  bool image_too_large;   /* the program itself needs more than the limit, and was ended by a signal */
  bool process_denied;    /* a process or a thread was refused */
  bool file_too_large;    /* a file that it wrote is over the limit */
  bool out_of_memory;     /* the kernel killed something of the run for its cgroup's limit */
  bool place_out_of_memory; /* it was the limit of the container around the box */
  bool may_be_oom_kill;   /* ended by a SIGKILL that was not the box's, and no counter says that it was not the kernel's */
  uint64_t kernel_peak;   /* bytes; what the cgroup says of all processes together, 0: nothing. Told, not judged by */
  uint64_t stdout_bytes;
  uint64_t stderr_bytes;
  uint32_t leftovers;
  bool immortal;          /* something of the run was killed and has not ended */
};

struct streams {
  int in, out, err;
  bool live; /* pipes, by live.c */
};

struct child {
  pid_t pid;
  int pidfd;
  uint64_t started_ns;
};

/* launch.c: start the program; false: observed->launch_error and launch_step say why not. */
bool launch(struct box *box, const struct program *program, const struct streams *streams, struct child *child, struct observed *observed);

void restart_pids(const struct box *box, pid_t first); /* the next process gets this id, where the kernel lets us */

uint64_t largest_file(const struct program *program); /* bytes that a run may write into one file, outputs included */

/* watch.c: wait until the program ends or a limit is reached; kills nothing. */
void watch(struct box *box, const struct program *program, const struct streams *streams, const struct child *child, struct observed *observed);

/* leftovers.c: reap the program, then kill and reap everything it left behind; adds up time and memory. */
void reap(struct box *box, const struct child *child, struct observed *observed);
void reap_orphans(struct observed *observed); /* those that have ended so far */

bool kill_everything(struct box *box); /* whatever is left of an attempt to start a run; false: it does not end */

/* usage.c: what live processes use now */
struct usage {
  uint64_t memory; /* bytes: resident, page tables, swap */
  uint64_t unseen; /* bytes that the kernel may hold for descriptors and mappings; part of the limit, not of what is reported */
  uint64_t cpu_ns;
  bool too_many;   /* mappings, whatever the limit is */
};
void usage_reset(void);
void usage_of_ended(pid_t pid); /* before it is reaped: its time counts as that of one that has gone */
struct usage usage_of_process(const struct box *box, pid_t pid);
struct usage usage_of_all(const struct box *box, pid_t pid); /* pid: the run's first process */

/*
 * unseen.c: what may be written to a socket and not read is this much for each (net.core.wmem_default; the
 * filter forbids to raise it).
 */
#define SOCKET_BUFFER (208u << 10)
void remember_own_sockets(const struct box *box); /* before the first run */
void unseen_reset(uint64_t started_ns);           /* before each */
void add_unseen(const struct box *box, const pid_t *pids, unsigned count, struct usage *usage);
bool list_children(const struct box *box, pid_t *pids, unsigned *count, unsigned most); /* of the box itself; false: the kernel does not tell */
bool waits_for_input(const struct box *box, pid_t pid, ino_t input); /* waiting.c; the pipe that is its stdin */
unsigned list_processes(const struct box *box, pid_t *pids, unsigned most); /* all processes of the box but itself */

/* verdict.c */
enum outcome judge(const struct program *program, const struct observed *observed);

/* image.c: bytes of memory that an ELF file asks for when it is loaded; 0: it is none, or cannot be read */
uint64_t image_bytes(const char *path);

/* cleanup.c */
void remember_clean_state(struct box *box);
void reopen_work(struct box *box); /* undoes changes to the modes of the folders themselves */
bool work_was_used(const struct box *box); /* false: there is surely no file */
bool clean_work(struct box *box); /* false: it could not be emptied; the box is dirty */

#endif
