// attack: close 0, 1 and 2, and let other files take their numbers
// variant: run processes
// expect: ok
// stdout: empty
#include "../attack.h"

int main(void) {
    for (int fd = 0; fd < 3; fd++) close(fd);
    int in = open("file", O_CREAT | O_RDWR, 0600), out = open("file", O_WRONLY), err = open(".", O_RDONLY);
    if (in != 0 || out != 1 || err != 2) return 1;
    if (write(1, "to a file\n", 10) != 10) return 2;
    return 0;
}
