/* A host for tests: starts a box, speaks PROTOCOL.md to it. Any surprise ends the test program. */
#ifndef BOX_TEST_CLIENT_H
#define BOX_TEST_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct bytes {
  uint8_t *data;
  size_t size, room;
};
void add(struct bytes *bytes, const void *data, size_t size);
void add_u8(struct bytes *bytes, uint8_t value);
void add_u32(struct bytes *bytes, uint32_t value);
void add_u64(struct bytes *bytes, uint64_t value);
void add_text(struct bytes *bytes, const char *text);
void add_sized(struct bytes *bytes, const void *data, size_t size);
void add_file(struct bytes *bundle, const char *path, uint32_t mode, const void *data, size_t size);

struct host {
  pid_t pid;
  int to, from;
  uint8_t isolation, processes;
  char files[300], work[300], tmp[300];
};

struct frame {
  uint8_t type;
  uint32_t request_id;
  uint8_t *payload;
  size_t size;
};

struct request {
  uint32_t wall_ms, cpu_ms;
  uint64_t memory, output, file, stack;
  uint32_t processes, stdout_keep, stderr_keep;
  uint8_t address_space, flags, main_argument;
  const char *links, *copies;
  const char *argv[12];
  const char *env[6];
};
struct request request_for(const char *program, const char *argument); /* argv = {filesDir-relative done by caller} */

struct result {
  uint32_t index;
  uint8_t outcome, flags;
  uint16_t leftovers;
  int32_t exit_code, signal;
  uint64_t wall_us, cpu_us, memory, stdout_bytes, stderr_bytes;
  char *out, *err; /* NUL-terminated copies */
  uint32_t out_size, err_size;
  uint32_t order[64];
  uint32_t order_count;
};

extern const char *box_path;
extern const char *test_user; /* "": as we are; else run the box by setpriv as this uid */

struct host start_box(const char *const *options);       /* reads READY */
pid_t spawn_box(const char *const *arguments, int *to, int *from); /* raw */
int end_box(struct host *host);                          /* closes stdin; the exit code, 1000 + signal when killed */
int wait_box(pid_t pid);
void send_bytes(int fd, const void *data, size_t size);
void send_frame(int fd, uint8_t type, uint32_t id, const struct bytes *payload);
bool receive(int fd, struct frame *frame);               /* false at the end of the stream */
struct frame expect(int fd, uint8_t type, uint32_t id);
void read_ready(struct host *host);
void put_file(struct host *host, const char *directory, const char *path, uint32_t mode, const void *data, size_t size);
void put_program(struct host *host, const char *directory, const char *name, const char *source_path);
struct bytes run_head(const struct request *request, uint32_t items);
void add_item(struct bytes *run, const char *extra, const void *input, size_t size);
struct result parse_result(const struct frame *frame);
struct result run_one(struct host *host, const struct request *request, const char *input);
void free_result(struct result *result);

#endif
