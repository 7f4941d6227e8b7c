// attack: chroot, and the classic way out of one with a directory descriptor
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    mkdir("jail", 0700);
    int here = open(".", O_RDONLY | O_DIRECTORY);
    REFUSED(chroot("jail"));
    if (fchdir(here) != 0) escaped("fchdir(work) failed");
    for (int i = 0; i < 64; i++)
        if (chdir("..") != 0) break;
    REFUSED(chroot("."));
    // After any number of `..` this is the root of the box, which has no shadow file.
    REFUSED(open("etc/shadow", O_RDONLY));
    REFUSED(open("root", O_RDONLY | O_DIRECTORY));
    // A descriptor of the root that leads further up.
    int root = open("/", O_RDONLY | O_DIRECTORY);
    if (root >= 0) {
        REFUSED(openat(root, "../../../../etc/shadow", O_RDONLY));
        REFUSED(openat(root, "../../../../root", O_RDONLY));
    }
    return verdict();
}
