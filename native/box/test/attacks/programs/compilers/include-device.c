// attack: include an endless device
// compiler: gcc
// case: args=-DDEVICE="/dev/zero" expect=memory_limit
// case: args=-DDEVICE="/dev/full" expect=memory_limit
// case: args=-DDEVICE="/dev/urandom" expect=memory_limit
// case@reduced: args=-DDEVICE="/dev/zero" expect=runtime_error
// case@reduced: args=-DDEVICE="/dev/full" expect=memory_limit
// case@reduced: args=-DDEVICE="/dev/urandom" expect=memory_limit
// limits: memory=256MiB cpu=20000 wall=60000
#include DEVICE
int main(void) { return 0; }
