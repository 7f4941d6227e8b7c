// attack: open files outside by handle (the "shocker" attack on containers)
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    union { struct file_handle handle; char space[256]; } box;
    int mountId = 0, here = open(".", O_RDONLY), root = open("/", O_RDONLY);
    memset(&box, 0, sizeof box);
    box.handle.handle_bytes = 128;
    name_to_handle_at(AT_FDCWD, ".", &box.handle, &mountId, 0);
    REFUSED(open_by_handle_at(here, &box.handle, O_RDONLY));
    // Handles of ext4 and xfs: inode number and generation; 2 and 128 are the roots.
    for (uint32_t inode = 1; inode < 200; inode++) {
        uint32_t words[2] = {inode, 0};
        memset(&box, 0, sizeof box);
        box.handle.handle_bytes = 8;
        box.handle.handle_type = 1;
        memcpy(box.handle.f_handle, words, sizeof words);
        if (open_by_handle_at(root, &box.handle, O_RDONLY) >= 0) escaped("open_by_handle_at inode %u", inode);
        if (open_by_handle_at(here, &box.handle, O_RDONLY) >= 0) escaped("open_by_handle_at inode %u", inode);
    }
    return verdict();
}
