// attack: locks and leases on files of the host, which everybody else would see, wait for or search through
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/file.h>

static void try_file(const char *path, int flags) {
    int one = open(path, flags), other = open(path, flags);
    if (one < 0 || other < 0) return;
    struct flock lock = {.l_type = flags == O_RDONLY ? F_RDLCK : F_WRLCK, .l_whence = SEEK_SET, .l_start = 4711, .l_len = 1};
    fcntl(one, F_OFD_SETLK, &lock);
    struct flock seen = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 4711, .l_len = 1};
    // A process of the host may have locked all of it.
    if (fcntl(other, F_OFD_GETLK, &seen) == 0 && seen.l_type != F_UNLCK && seen.l_start == 4711) escaped("a lock on %s", path);
    // Both cannot have it.
    if (flock(one, LOCK_EX | LOCK_NB) == 0 && flock(other, LOCK_EX | LOCK_NB) != 0) escaped("flock on %s", path);
    REFUSED(fcntl(one, F_SETLEASE, F_RDLCK));
    REFUSED(fcntl(one, F_NOTIFY, 1));
    REFUSED(fcntl(one, F_SETPIPE_SZ, 1 << 20));
    close(one);
    close(other);
}

int main(void) {
    try_file("/usr/bin/env", O_RDONLY);
    try_file("/dev/null", O_RDWR);
    return verdict();
}
