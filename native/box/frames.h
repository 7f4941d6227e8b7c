/* Reading and writing the frames of PROTOCOL.md through one small buffer each way: the box must stay small in
 * memory. */
#ifndef BOX_FRAMES_H
#define BOX_FRAMES_H

#include "box.h"

#define LONGEST_FRAME (512u << 20)

enum frame_type {
  FRAME_PUT = 0x01,
  FRAME_RUN = 0x02,
  FRAME_COLLECT = 0x03,
  FRAME_STREAM = 0x04,
  FRAME_INPUT = 0x05,
  FRAME_SIGNAL = 0x06,
  FRAME_READY = 0x81,
  FRAME_DONE = 0x82,
  FRAME_RESULT = 0x83,
  FRAME_FILES = 0x84,
  FRAME_ERROR = 0x85,
  FRAME_OUTPUT = 0x86,
  FRAME_CREDIT = 0x87,
  FRAME_WAITING = 0x88
};

struct frame_head {
  uint8_t type;
  uint32_t request_id;
};

/* Input. Reading past the end of a frame, or leaving some of it unread, is a mistake of the host: exit 121. */
bool next_frame(struct box *box, struct frame_head *head); /* false: the host closed its end */
void end_frame(void);
bool input_is_buffered(void); /* the next frame, or some of it, is here already */
void skip_frame(struct box *box);
uint32_t frame_bytes_left(void);
uint8_t take_u8(struct box *box);
uint32_t take_u32(struct box *box);
uint64_t take_u64(struct box *box);
void take_bytes(struct box *box, void *to, size_t count);
/* At most `most` bytes of the frame, without copying: *bytes is valid until the next take. */
size_t take_some(struct box *box, const uint8_t **bytes, size_t most);
void take_to_file(struct box *box, int fd, uint32_t count);

/* Output, coalesced until flush_output() or until the buffer is full. */
void begin_frame(struct box *box, enum frame_type type, uint32_t request_id, uint64_t payload_length);
void give_u8(struct box *box, uint8_t value);
void give_u16(struct box *box, uint16_t value);
void give_u32(struct box *box, uint32_t value);
void give_u64(struct box *box, uint64_t value);
void give_bytes(struct box *box, const void *bytes, size_t count);
void give_string(struct box *box, const char *text);
void give_from_file(struct box *box, int fd, uint64_t count);
void flush_output(struct box *box);
void flush_output_without_waiting(struct box *box); /* what can be written at once */
bool output_waits(void);                            /* the host has not taken all of it */

void answer_error(struct box *box, uint32_t request_id, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
