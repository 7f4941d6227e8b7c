// attack: names with newlines, 255 bytes, invalid UTF-8, options and dots
// variant: run processes
// expect: ok
// keep: yes
// collect-any: yes
#include "../attack.h"

int main(void) {
    char longest[256];
    memset(longest, 'a', 255);
    longest[255] = 0;
    const char *names[] = {"new\nline", "\xff\xfe\x80", "-rf", "...", " ", "tab\there", "\\", "*", "'\"`$(id)", "\x1b[31mred", longest,
                           "..\\..\\windows", "C:\\x", "con", "\x7f", "\xed\xa0\x80", "package.json", ".hidden"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int fd = open(names[i], O_CREAT | O_WRONLY, 0600);
        if (fd < 0) continue;
        if (write(fd, "x", 1) != 1) return 1;
        close(fd);
    }
    return verdict();
}
