/* The loop of PID 1: one request after the other, until the host closes its end. */
#define _GNU_SOURCE
#include "serve.h"

#include "die.h"
#include "files.h"
#include "run.h"

#include <string.h>
#include <unistd.h>

static void say_ready(struct box *box) {
  const char *const names[] = {box->files_dir, box->work_dir, box->tmp_dir};
  uint64_t length = 4 + 1 + 1 + 2;
  for (int i = 0; i < 3; i++) length += 4 + strlen(names[i]);
  begin_frame(box, FRAME_READY, 0, length);
  give_u32(box, PROTOCOL_VERSION);
  give_u8(box, (uint8_t)box->options.isolation);
  give_u8(box, box->options.processes);
  give_u16(box, 0);
  for (int i = 0; i < 3; i++) give_string(box, names[i]);
  flush_output(box);
}

static void handle(struct box *box, const struct frame_head *head) {
  if (put_is_open() && head->type != FRAME_PUT) die_of_host("malformed frame: a bundle is not finished");
  switch (head->type) {
    case FRAME_PUT: handle_put(box, head); return;
    case FRAME_RUN:
    case FRAME_STREAM: handle_run(box, head); return;
    case FRAME_INPUT:
    case FRAME_SIGNAL: skip_frame(box); return; /* of a STREAM that has ended meanwhile */
    case FRAME_COLLECT: handle_collect(box, head); return;
    default: die_of_host("malformed frame: type 0x%02x", head->type);
  }
}

void serve(struct box *box) {
  struct frame_head head;
  remember_clean_state(box);
  remember_own_sockets(box);
  say_ready(box);
  while (next_frame(box, &head)) handle(box, &head);
  leave(box, 0);
}
