// attack: include an endless device
// compiler: gcc
// expect: runtime_error | memory_limit | cpu_limit | wall_limit | output_limit
#include "/dev/zero"
int main(void) { return 0; }
