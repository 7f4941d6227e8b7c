/*
 * box: runs untrusted programs.
 *
 * Theory of operation. A box is two processes. The outer one enters nothing: it creates fresh namespaces
 * around the other one, writes the id maps, and waits. The inner one is PID 1 in there: it builds a read-only
 * root with a small writable corner, gives up its capabilities, puts itself under a seccomp filter, and from
 * then on is a fork server. Everything expensive happens once per box; a run is one vfork and one exec, and
 * inherits root, filter and namespaces. The host talks to PID 1 in frames over stdin and stdout
 * (PROTOCOL.md). After each run nothing may be left of it: PID 1 inherits every orphan, so ECHILD proves that
 * no process is left, and the counts of a file system that only the run could write to prove that no file is.
 * When the outer process dies, PID 1 is killed; when PID 1 dies, the kernel kills everything in its
 * namespace. README.md says what each layer is for and what it rests on.
 */
#define _GNU_SOURCE
#include "box.h"
#include "cgroup.h"
#include "die.h"
#include "oom.h"
#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char USAGE[] =
    "usage: box serve|probe [options], box listen PATH [--per-connection|options], box fork PATH, box connect PATH, box seccomp-profile, box surroundings, box version\n"
    "  --isolation full|reduced   --processes            --work-bytes N     --work-inodes N   --files-bytes N\n"
    "  --ro SRC[:DST]             --uid-base N           --slot N           --scratch DIR     --clean-ms N\n"
    "  --hide DIR                 --cgroup DIR         --container-cgroup   --ordered\n";

static void usage(const char *what, const char *value) {
  fprintf(stderr, "box: %s%s%s\n%s", what, value ? " " : "", value ? value : "", USAGE);
  exit(EXIT_USAGE);
}

static uint64_t number(const char *option, const char *text, uint64_t most) {
  char *end;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 10);
  bool begins_well = *text >= '0' && *text <= '9'; /* strtoull takes blanks and signs, too */
  if (!begins_well || errno || *end || value > most) usage("bad value for", option);
  return value;
}

static void parse_options(struct options *options, char **arguments) {
  *options = (struct options){.isolation = ISOLATION_FULL, .work_bytes = 64u << 20, .work_inodes = 4096, .files_bytes = 256u << 20,
                              .uid_base = 2000000000u, .clean_limit_ms = 5000};
  for (char **next = arguments; *next; next++) {
    const char *option = *next, *value = next[1];
    if (!strcmp(option, "--processes")) { options->processes = true; continue; }
    if (!strcmp(option, "--ordered")) { options->ordered = true; continue; }
    if (!strcmp(option, "--classic-remount")) { options->classic_remount = true; continue; }
    if (!strcmp(option, "--door")) { options->door = true; continue; }
    if (!strcmp(option, "--container-cgroup")) { options->container_cgroup = true; continue; }
    if (!value) usage("unknown option, or no value for", option);
    if (!strcmp(option, "--isolation")) {
      if (!strcmp(value, "full")) options->isolation = ISOLATION_FULL;
      else if (!strcmp(value, "reduced")) options->isolation = ISOLATION_REDUCED;
      else usage("bad value for", option);
    } else if (!strcmp(option, "--work-bytes")) options->work_bytes = number(option, value, 1ull << 40);
    else if (!strcmp(option, "--work-inodes")) options->work_inodes = number(option, value, 1u << 30);
    else if (!strcmp(option, "--files-bytes")) options->files_bytes = number(option, value, 1ull << 40);
    else if (!strcmp(option, "--uid-base")) options->uid_base = (uint32_t)number(option, value, 4294900000u);
    else if (!strcmp(option, "--slot")) options->slot = (uint32_t)number(option, value, 60000);
    else if (!strcmp(option, "--clean-ms")) options->clean_limit_ms = (uint32_t)number(option, value, 3600000);
    else if (!strcmp(option, "--scratch")) options->scratch = value;
    else if (!strcmp(option, "--ro")) {
      if (options->read_only_count == MAX_READ_ONLY) usage("too many", option);
      options->read_only[options->read_only_count++] = value;
    } else if (!strcmp(option, "--hide")) {
      if (options->hidden_count == MAX_HIDDEN) usage("too many", option);
      if (*value != '/') usage("bad value for", option);
      options->hidden[options->hidden_count++] = value;
    } else if (!strcmp(option, "--cgroup")) {
      if (options->cgroup_count == MAX_CGROUPS) usage("too many", option);
      options->cgroups[options->cgroup_count++] = value;
    } else usage("unknown option", option);
    next++;
  }
}

struct box new_box(const struct options *options) {
  return (struct box){.options = *options, .files_fd = -1, .work_fd = -1, .tmp_fd = -1, .trash_fd = -1, .proc_fd = -1, .lifeline_fd = -1, .oom_score_fd = -1, .last_pid_fd = -1, .sockets_fd = -1, .door_fd = -1, .landlock_fd = -1, .notify_fd = -1};
}

void build_box(struct box *box) {
  if (box->options.isolation == ISOLATION_FULL) {
    enter_namespaces(box);
    offer_to_oom_killer(box);
    enter_root(box);
  } else {
    enter_reduced(box);
    offer_to_oom_killer(box);
  }
  set_fixed_limits();
  choose_cookie(box);
  drop_capabilities(box);
  install_filter(box);
}

static void serve_job(const struct options *options) {
  static struct box box;
  box = new_box(options);
  reset_process(options->door ? DOOR_FD : STDERR_FILENO);
  if (options->door && fcntl(DOOR_FD, F_GETFD) >= 0) box.door_fd = DOOR_FD;
  open_oom_counters(&box.options);
  join_cgroups(&box.options);
  offer_to_oom_killer(&box);
  build_box(&box);
  serve(&box);
}

int main(int argc, char **argv) {
  struct options options;
  const char *command = argc > 1 ? argv[1] : "";
  if (!strcmp(command, "version")) return puts("box " BOX_VERSION) < 0;
  if (!strcmp(command, "seccomp-profile")) return print_container_profile();
  if (!strcmp(command, "surroundings")) return report_surroundings();
  if (!strcmp(command, "self-test")) return self_test(argc, argv);
  if (!strcmp(command, "serve")) {
    parse_options(&options, argv + 2);
    serve_job(&options);
  }
  if (!strcmp(command, "listen")) {
    if (argc < 3) usage("listen needs a path", NULL);
    bool per_connection = argc == 4 && !strcmp(argv[3], "--per-connection");
    if (!per_connection) parse_options(&options, argv + 3);
    listen_for_jobs(argv[2], per_connection);
    if (per_connection) parse_options(&options, read_connection_options());
    serve_job(&options);
  }
  if (!strcmp(command, "fork")) {
    if (argc != 3) usage("fork needs a path", NULL);
    fork_boxes(argv[2], argv[0]);
  }
  if (!strcmp(command, "relay")) relay_boxes();
  if (!strcmp(command, "connect")) {
    if (argc != 3) usage("connect needs a path", NULL);
    return connect_to_listener(argv[2]);
  }
  if (!strcmp(command, "probe")) {
    parse_options(&options, argv + 2);
    return probe(&options);
  }
  usage(*command ? "unknown command" : "no command", *command ? command : NULL);
}
