// attack: change its own input (the host might give the same to the other program)
// variant: run processes
// expect: ok
// stdin: the input of this run
#include "../attack.h"

int main(void) {
    struct stat before, after;
    fstat(0, &before);
    REFUSED(write(0, "x", 1));
    REFUSED(pwrite(0, "x", 1, 0));
    REFUSED(ftruncate(0, 0));
    REFUSED(ftruncate(0, 100000));
    REFUSED(fallocate(0, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4));
    REFUSED(fallocate(0, 0, 0, 100000));
    REFUSED(fallocate(0, FALLOC_FL_ZERO_RANGE, 0, 4));
    void *map = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 0, 0);
    if (map != MAP_FAILED) escaped("mapped stdin writable");
    map = mmap(0, 4096, PROT_READ, MAP_SHARED, 0, 0);
    if (map != MAP_FAILED && mprotect(map, 4096, PROT_READ | PROT_WRITE) == 0) escaped("made the mapping writable");
    int again = open("/proc/self/fd/0", O_RDWR);
    if (again >= 0) {
        REFUSED(write(again, "x", 1));
        REFUSED(ftruncate(again, 0));
    }
    int truncated = open("/dev/stdin", O_RDWR | O_TRUNC);
    fstat(0, &after);
    if (after.st_size != before.st_size) escaped("stdin was cut by O_TRUNC (%d)", truncated);
    char text[64] = {0};
    if (pread(0, text, sizeof text - 1, 0) < 4 || strncmp(text, "the input of this run", 21) != 0) escaped("stdin reads `%s`", text);
    return verdict();
}
