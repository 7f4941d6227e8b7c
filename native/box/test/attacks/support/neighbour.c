// The job of another box while an attack runs: holds a secret file and says `unharmed` after its time.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
    int fd = open("neighbour-secret", O_CREAT | O_WRONLY, 0644);
    if (write(fd, "secret", 6) != 6) return 1;
    for (int left = 1500; left > 0; left -= 50) usleep(50000);
    if (access("neighbour-secret", F_OK) != 0) return 2;
    printf("unharmed\n");
    return 0;
}
