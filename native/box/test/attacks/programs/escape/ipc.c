// attack: System V and POSIX message queues, semaphores, shared memory: memory and state that no limit counts
// variant: run processes
// expect: ok
#include "../attack.h"
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

int main(void) {
    REFUSED(shmget(IPC_PRIVATE, 16 * MiB, IPC_CREAT | 0600));
    REFUSED(shmget(0x41747461, 4096, IPC_CREAT | 0666));
    REFUSED(semget(IPC_PRIVATE, 64, IPC_CREAT | 0600));
    REFUSED(msgget(IPC_PRIVATE, IPC_CREAT | 0600));
    REFUSED(shmctl(0, 14 /* SHM_INFO */, 0));
    struct mq_attr attributes = {.mq_maxmsg = 10, .mq_msgsize = 8192};
    REFUSED(syscall(SYS_mq_open, "cpast-attack", O_CREAT | O_RDWR, 0600, &attributes));
    return verdict();
}
