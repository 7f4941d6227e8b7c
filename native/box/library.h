/* The bytes of preload/zygote.c's shared object. */
#ifndef BOX_LIBRARY_H
#define BOX_LIBRARY_H

#include <stdint.h>

extern const uint8_t zygote_library[] __attribute__((visibility("hidden")));
extern const uint8_t zygote_library_end[] __attribute__((visibility("hidden")));

#endif
