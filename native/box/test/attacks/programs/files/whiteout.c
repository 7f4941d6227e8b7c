// attack: a device inode made without mknod, by a rename that leaves a whiteout, where the host looks for outputs
// variant: run processes
// expect: ok
// collect: honest.txt
// keep: yes
#include "../attack.h"
#include <sys/sysmacros.h>

int main(void) {
    if (write(open("honest.txt", O_CREAT | O_WRONLY, 0600), "honest", 6) != 6) escaped("wrote nothing");
    if (write(open("gone.txt", O_CREAT | O_WRONLY, 0600), "gone", 4) != 4) escaped("wrote nothing");
    if (syscall(SYS_renameat2, AT_FDCWD, "gone.txt", AT_FDCWD, "moved", RENAME_WHITEOUT) == 0) {
        struct stat status;
        if (lstat("gone.txt", &status) != 0 || !S_ISCHR(status.st_mode) || status.st_rdev != makedev(0, 0)) escaped("made a device");
        REFUSED(open("gone.txt", O_RDWR));
        REFUSED(open("gone.txt", O_RDONLY));
        mkdir("below", 0700);
        rename("gone.txt", "below/null");
        REFUSED(open("below/null", O_RDWR));
    }
    unlink("moved");
    unlink("gone.txt");
    return verdict();
}
