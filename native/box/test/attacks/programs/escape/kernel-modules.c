// attack: load modules or a new kernel
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    static const char nothing[] = "not a module";
    REFUSED(syscall(SYS_init_module, nothing, sizeof nothing, ""));
    REFUSED(syscall(SYS_finit_module, 0, "", 0));
    REFUSED(syscall(SYS_delete_module, "cpast_no_such_module", O_NONBLOCK));
#ifdef SYS_create_module
    REFUSED(syscall(SYS_create_module, "cpast", 4096));
#endif
    REFUSED(syscall(SYS_kexec_load, 0, 0, 0, 0));
    REFUSED(syscall(SYS_kexec_file_load, -1, -1, 0, 0, 0));
    return verdict();
}
