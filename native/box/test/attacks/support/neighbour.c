// The job of another box while an attack runs: holds a secret file and says `unharmed` after its time.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **arguments) {
    (void)arguments;
    if (count > 1) return 0; // the one before it in the same request
    int fd = open("neighbour-secret", O_CREAT | O_WRONLY, 0644);
    if (write(fd, "secret", 6) != 6) return 1;
    for (int left = 1500; left > 0; left -= 50) usleep(50000);
    if (access("neighbour-secret", F_OK) != 0) return 2;
    printf("unharmed\n");
    return 0;
}
