/*
 * RUN: one program, started once for each item of the batch. What the items share is parsed once; an item's
 * standard input goes straight from the pipe into a sealed memfd, and its outputs straight from their memfds
 * into the answer.
 */
#define _GNU_SOURCE
#include "request.h"

#include "cgroup.h"
#include "die.h"
#include "frames.h"
#include "live.h"
#include "notify.h"
#include "oom.h"
#include "place.h"
#include "serve.h"
#include "zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool dirty; /* for the rest of the box's life */

enum { STDOUT_TRUNCATED = 1, STDERR_TRUNCATED = 2, DIRTY = 4, PLACE_OUT_OF_MEMORY = 8, PROCESS_DENIED = 16 };

/* A single link is kept from run to run, where the state of /work can be looked at; several are made for
 * each. */
static void prepare_links(struct box *box) {
  char target[2 * LONGEST_PATH];
  bool keep = request.link_count == 1 && box->options.isolation == ISOLATION_FULL;
  if (keep && snprintf(target, sizeof target, "%s/%s/%s", box->files_dir, request.link_directory, request.links[0]) <= LONGEST_PATH) {
    keep_link(box, request.links[0], target);
    request.link_count = 0;
  } else {
    keep_link(box, NULL, NULL);
  }
}

static void make_links(const struct box *box) {
  char target[2 * LONGEST_PATH];
  for (unsigned i = 0; i < request.link_count; i++) {
    int length = snprintf(target, sizeof target, "%s/%s/%s", box->files_dir, request.link_directory, request.links[i]);
    /* A name that an earlier run (KEEP_WORK) took, or a disk that it filled, is the program's affair. */
    if (length < (int)sizeof target && symlinkat(target, box->work_fd, request.links[i])) continue;
  }
}

/* No process, the program itself included, can change the file behind its standard input. */
static int make_input(struct box *box, uint32_t length) {
  int fd = memfd_with_cookie(box, "stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) die("memfd_create");
  take_to_file(box, fd, length);
  if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)) die("seal stdin");
  return fd;
}

static uint64_t size_of(int fd) {
  struct stat status;
  if (fstat(fd, &status)) die("stat an output");
  return (uint64_t)status.st_size;
}

static void give_result_head(struct box *box, uint32_t request_id, uint32_t index, enum outcome outcome, uint8_t flags, const struct observed *observed,
                             uint64_t strings) {
  int status = observed->wait_status;
  bool ran = outcome != OUTCOME_INTERNAL;
  begin_frame(box, FRAME_RESULT, request_id, 4 + 1 + 1 + 2 + 4 + 4 + 5 * 8 + 4 + 4 + 4 + strings);
  give_u32(box, index);
  give_u8(box, (uint8_t)outcome);
  give_u8(box, flags);
  give_u16(box, observed->leftovers > 65535 ? 65535 : (uint16_t)observed->leftovers);
  give_u32(box, (uint32_t)(ran && WIFEXITED(status) ? WEXITSTATUS(status) : -1));
  give_u32(box, (uint32_t)(ran && WIFSIGNALED(status) ? WTERMSIG(status) : 0));
  give_u64(box, observed->wall_ns / 1000);
  give_u64(box, observed->cpu_ns / 1000);
  give_u64(box, observed->memory > observed->kernel_peak ? observed->memory : observed->kernel_peak);
  give_u64(box, observed->stdout_bytes);
  give_u64(box, observed->stderr_bytes);
}

/* The sandbox could not do it; in words, where stderr would be. */
static void give_internal(struct box *box, uint32_t request_id, uint32_t index, const char *reason) {
  struct observed nothing = {.stderr_bytes = strlen(reason)};
  give_result_head(box, request_id, index, OUTCOME_INTERNAL, dirty ? DIRTY : 0, &nothing, strlen(reason));
  give_u32(box, 0);
  give_string(box, reason);
  give_u32(box, 0);
}

static uint64_t at_most(uint64_t number, uint64_t most) { return number < most ? number : most; }

static void give_result(struct box *box, const struct program *program, uint32_t request_id, uint32_t index, enum outcome outcome,
                        const struct observed *observed, const struct streams *streams) {
  uint64_t out = observed->stdout_bytes, err = observed->stderr_bytes;
  uint8_t flags = (uint8_t)((dirty ? DIRTY : 0) | (observed->place_out_of_memory ? PLACE_OUT_OF_MEMORY : 0) | (observed->process_denied ? PROCESS_DENIED : 0));
  uint32_t pieces = 0;
  const uint32_t *order = order_of_outputs(&pieces);
  uint64_t out_keep = at_most(request.stdout_keep, program->output_limit), err_keep = at_most(request.stderr_keep, program->output_limit);
  if (streams->live) out = err = 0; /* was told while it ran */
  if (out > out_keep) out = out_keep, flags |= STDOUT_TRUNCATED;
  if (err > err_keep) err = err_keep, flags |= STDERR_TRUNCATED;
  give_result_head(box, request_id, index, outcome, flags, observed, out + err + 4ull * pieces);
  give_u32(box, (uint32_t)out);
  give_from_file(box, streams->out, out);
  give_u32(box, (uint32_t)err);
  give_from_file(box, streams->err, err);
  give_u32(box, 4 * pieces);
  give_bytes(box, order, 4ull * pieces);
}

/* Before each run, because a run may change them. */
static bool place_files(const struct box *box, struct observed *observed) {
  const char *const directories[] = {request.copy_directory, request.item_copy_directory};
  make_links(box);
  begin_copies();
  for (int i = 0; i < 2; i++) {
    if (!directories[i][0] || copy_into_work(box, directories[i])) continue;
    observed->launch_error = errno;
    observed->launch_step = "copy the files of";
    return false;
  }
  return true;
}

/* A program that is larger than its memory limit may well never touch the most of it: only one that failed is
 * looked at. */
static void look_at_failure(const struct program *program, struct observed *observed) {
  int status = observed->wait_status;
  if (!program->memory_limit || !WIFSIGNALED(status) || observed->stop) return;
  observed->image_too_large = image_bytes(program->argv[0]) > program->memory_limit;
}

/* As a shell says it: 127 for what is not there, an interpreter here, and 126 for what cannot be executed. */
static void end_as_not_executable(const struct streams *streams, const struct program *program, struct observed *observed) {
  char reason[LONGEST_PATH];
  int length = snprintf(reason, sizeof reason, "%.3000s cannot be executed: %s\n", program->argv[0], strerror(observed->launch_error));
  if ((streams->live ? write(streams->err, reason, (size_t)length) : pwrite(streams->err, reason, (size_t)length, 0)) != length) die("write an output");
  observed->wait_status = (observed->launch_error == ENOENT ? 127 : 126) << 8;
  observed->stderr_bytes = (uint64_t)length;
  observed->launch_error = 0;
}

/* From a zygote, where there is one; else, or when that fails, with exec. */
static bool start(struct box *box, const struct program *program, const struct streams *streams, struct child *child, struct observed *observed) {
  if (program->from_zygote && has_zygote() && launch_from_zygote(box, program, streams, child, observed)) return true;
  return launch(box, program, streams, child, observed);
}

static void run_once(struct box *box, const struct program *program, struct streams *streams, struct observed *observed) {
  struct child child;
  if (!place_files(box, observed)) return;
  begin_notifications();
  cgroup_before_run(box->options.processes);
  if (!start(box, program, streams, &child, observed)) {
    if (observed->not_executable) end_as_not_executable(streams, program, observed);
    if (streams->live) live_finish(box, observed);
    return;
  }
  if (streams->live) live_started(streams);
  watch(box, program, streams, &child, observed);
  reap(box, &child, observed);
  look_for_oom_kills(box->options.processes, observed);
  cgroup_after_run(box->options.processes, program, observed);
  look_at_failure(program, observed);
  if (program->file_limit && work_was_used(box) && has_file_larger_than(box, program->file_limit)) observed->file_too_large = true;
  if (streams->live) {
    live_finish(box, observed);
    return;
  }
  if (box->options.ordered) end_order(streams);
  observed->stdout_bytes = size_of(streams->out);
  observed->stderr_bytes = size_of(streams->err);
}

/* What the answer is made from: of a STREAM nothing of its outputs, which were sent already. */
static void answer_run(struct box *box, const struct program *program, uint32_t request_id, uint32_t index, const struct observed *observed,
                       const struct streams *streams) {
  if (observed->launch_error) {
    char reason[LONGEST_PATH];
    snprintf(reason, sizeof reason, "%s %.3000s: %s", observed->launch_step, program->argv[0], strerror(observed->launch_error));
    give_internal(box, request_id, index, reason);
    return;
  }
  give_result(box, program, request_id, index, judge(program, observed), observed, streams);
}

static struct streams open_streams(struct box *box, const struct program *program, uint32_t request_id, bool live) {
  struct streams streams = {.live = live};
  if (live) {
    if (take_u32(box)) die_of_host("malformed STREAM: its input comes in INPUT frames");
    live_open(box, request_id, &streams, program);
    return streams;
  }
  streams.in = make_input(box, take_u32(box));
  streams.out = memfd_with_cookie(box, "stdout", MFD_CLOEXEC);
  streams.err = memfd_with_cookie(box, "stderr", MFD_CLOEXEC);
  if (streams.out < 0 || streams.err < 0) die("memfd_create");
  return streams;
}

static void close_streams(struct box *box, struct streams *streams) {
  if (streams->live) {
    live_started(streams);
    live_close(box);
    return;
  }
  close(streams->in);
  close(streams->out);
  close(streams->err);
}

static void run_item(struct box *box, const struct program *program, uint32_t request_id, uint32_t index, bool live) {
  struct observed observed = {0};
  struct streams streams = open_streams(box, program, request_id, live);
  run_once(box, program, &streams, &observed);
  if (observed.immortal) dirty = true;
  else if (program->keep_work) reopen_work(box);
  else if (!clean_work(box)) dirty = true;
  answer_run(box, program, request_id, index, &observed, &streams);
  close_streams(box, &streams);
}

/* Reads the item's own arguments, runs it, forgets them. False: request.error is set. */
static bool handle_item(struct box *box, struct program *program, const struct frame_head *head, uint32_t index) {
  size_t arena_mark = request.used;
  unsigned argc_mark = request.argc;
  if (!take_arguments(box, take_u32(box))) return false;
  take_path(box, request.item_copy_directory, "copyDirectory of an item");
  if (!request.argc) {
    request.error = "argv is empty";
    return false;
  }
  program->argv = request.argv;
  program->from_zygote = head->type == FRAME_RUN && request.argc == argc_mark && !request.item_copy_directory[0];
  if (dirty) {
    take_to_file(box, -1, take_u32(box));
    give_internal(box, head->request_id, index, "the work directory could not be emptied; this box must be discarded");
  } else {
    run_item(box, program, head->request_id, index, head->type == FRAME_STREAM);
  }
  request.used = arena_mark;
  request.argc = argc_mark;
  return true;
}

void empty_after_collect(struct box *box) {
  if (!dirty && !clean_work(box)) dirty = true;
}

bool is_dirty(void) { return dirty; }

void handle_run(struct box *box, const struct frame_head *head) {
  struct program program = {.envp = request.envp};
  request.used = 0, request.argc = 0, request.error = NULL;
  take_limits(box, &program);
  if (program.joined && (head->type != FRAME_STREAM || box->door_fd < 0)) die_of_host("malformed frame: what is joined is a STREAM, in a box with a door");
  bool linked = take_links(box);
  if (linked) take_path(box, request.copy_directory, "copyDirectory");
  if (linked && take_arguments(box, take_u32(box)) && take_environment(box, take_u32(box), &program)) {
    uint32_t count = take_u32(box);
    if (head->type == FRAME_STREAM && count != 1) die_of_host("malformed STREAM: %u items", count);
    if (!dirty) prepare_links(box);
    program.argv = request.argv;
    if (program.main_argument >= request.argc || head->type != FRAME_RUN || request.link_directory[0]) program.main_argument = 0;
    if (program.core) stay_on_core(box, program.core - 1);
    if (!dirty && !prepare_zygote(box, &program, count)) dirty = true;
    cgroup_limit_runs(&box->options, &program);
    for (uint32_t index = 0; index < count; index++)
      if (!handle_item(box, &program, head, index)) break;
  }
  if (request.error) {
    skip_frame(box);
    answer_error(box, head->request_id, "RUN: %s", request.error);
  }
  end_frame();
  flush_output(box);
}
