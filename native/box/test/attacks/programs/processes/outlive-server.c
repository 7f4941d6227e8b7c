// attack: the same when the process of the box that serves is killed (by the kernel, for want of memory)
// variant: run processes
// expect: wall_limit
// limits: wall=20000 cpu=20000
// kill-box: inner
// kill-when: 1
// kill-when@processes: 4
#include "outlive-box.c"
