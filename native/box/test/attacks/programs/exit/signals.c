// attack: end by each signal it sends itself
// note: SIGKILL that the box did not send is memory_limit only where the kernel has killed for want of memory meanwhile;
// note: SIGXCPU counts as cpu_limit and SIGXFSZ as output_limit: a program that sends them itself only harms its own verdict
// variant: run processes
// case: args=4 expect=runtime_error signal=SIGILL
// case: args=6 expect=runtime_error signal=SIGABRT
// case: args=7 expect=runtime_error signal=SIGBUS
// case: args=8 expect=runtime_error signal=SIGFPE
// case: args=9 expect=runtime_error signal=SIGKILL
// case: args=11 expect=runtime_error signal=SIGSEGV
// case: args=13 expect=runtime_error signal=SIGPIPE
// case: args=14 expect=runtime_error signal=SIGALRM
// case: args=15 expect=runtime_error signal=SIGTERM
// case: args=24 expect=cpu_limit signal=SIGXCPU
// case: args=25 expect=output_limit signal=SIGXFSZ
// case: args=31 expect=runtime_error signal=SIGSYS
// case: args=34 expect=runtime_error
// case: args=64 expect=runtime_error
#include "../attack.h"

int main(int count, char **arguments) {
    (void)count;
    kill(getpid(), atoi(arguments[1]));
    pause();
}
