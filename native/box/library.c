/* The shared object that makes an interpreter a zygote (preload/zygote.c), as it was built beside this
 * program. Empty: it could not be. */
#include "library.h"

#ifndef ZYGOTE_LIBRARY
#define ZYGOTE_LIBRARY "build/zygote.so"
#endif

__asm__(".pushsection .rodata\n"
        ".global zygote_library\n.global zygote_library_end\n"
        "zygote_library:\n.incbin \"" ZYGOTE_LIBRARY "\"\n"
        "zygote_library_end:\n.byte 0\n"
        ".popsection\n");
