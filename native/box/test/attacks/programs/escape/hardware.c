// attack: I/O ports, the local descriptor table, personality, raw devices
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/personality.h>
#ifdef __x86_64__
#include <asm/ldt.h>
#endif

static void of_x86(void) {
#ifdef __x86_64__
    REFUSED(syscall(SYS_iopl, 3));
    REFUSED(syscall(SYS_ioperm, 0x80, 1, 1));
    struct user_desc entry = {.entry_number = 0, .limit = 0xfffff, .seg_32bit = 1, .limit_in_pages = 1};
    long written = syscall(SYS_modify_ldt, 1, &entry, sizeof entry);
    if (written == 0) escaped("modify_ldt wrote an entry");
#endif
}

int main(void) {
    of_x86();
    REFUSED(syscall(SYS_personality, ADDR_NO_RANDOMIZE));
    REFUSED(syscall(SYS_personality, READ_IMPLIES_EXEC));
    REFUSED(syscall(SYS_personality, PER_LINUX32));
    static const char *devices[] = {"/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/kvm", "/dev/fuse",
                                    "/dev/net/tun", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/loop0",
                                    "/dev/loop-control", "/dev/mapper/control", "/dev/console", "/dev/tty",
                                    "/dev/tty0", "/dev/ptmx", "/dev/pts/0", "/dev/vsock", "/dev/snd/timer",
                                    "/dev/dri/card0", "/dev/input/event0", "/dev/uinput", "/dev/cpu/0/msr",
                                    "/dev/vhost-net", "/dev/hwrng", "/dev/bus/usb/001/001"};
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
        int fd = open(devices[i], O_RDONLY | O_NONBLOCK | O_NOCTTY);
        if (fd >= 0) escaped("opened %s", devices[i]);
    }
    return verdict();
}
