// attack: page tables, which no resident size counts: one page read in every 2 MiB of a huge empty mapping
// variant: run
// expect: memory_limit
// limits: memory=64MiB space=data cpu=8000 wall=10000
#include "../attack.h"

static unsigned long page_table_kib(void) {
    char text[4096] = {0}, *at;
    int fd = open("/proc/self/status", O_RDONLY);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0) return 0;
    close(fd);
    at = strstr(text, "VmPTE:");
    return at ? strtoul(at + 6, 0, 10) : 0;
}

int main(void) {
    size_t step = 2 * MiB, chunk = 256 * GiB;
    unsigned long tables = 0;
    for (int i = 0; i < 2; i++) { // 2 * 128 Ki page tables = 1 GiB, then it gives up
        char *block = mmap(0, chunk, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (block == MAP_FAILED) break;
        madvise(block, chunk, MADV_NOHUGEPAGE);
        for (size_t at = 0; at < chunk; at += step) {
            (void)*(volatile char *)(block + at);
            tables++;
        }
    }
    unsigned long kib = page_table_kib();
    if (kib == 0) kib = tables * 4;
    if (kib > 192 * 1024) escaped("%lu MiB of page tables with a limit of 64 MiB", kib / 1024);
    return verdict();
}
