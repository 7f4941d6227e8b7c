// attack: as many threads as there is room for
// variant: run processes
// limits: processes=16
// case: args=16 expect=ok
// case@reduced-user: args=96 expect=ok
// note: without a uid of its own RLIMIT_NPROC counts everything of the user's, so reduced isolation adds some room
// peak-processes: 20
// peak-processes@reduced-user: 100
#include "../attack.h"
#include <pthread.h>

static void *wait_for_ever(void *unused) {
    (void)unused;
    pause();
    return 0;
}

int main(int count, char **arguments) {
    int most = count > 1 ? atoi(arguments[1]) : 16;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    int made = 0;
    for (pthread_t thread; made < 10000 && pthread_create(&thread, &small, wait_for_ever, 0) == 0;) made++;
    if (made > most) escaped("%d threads with a limit of 16", made);
    return verdict();
}
