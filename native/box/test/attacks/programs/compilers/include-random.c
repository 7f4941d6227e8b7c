// attack: include endless noise
// compiler: gcc
// expect: runtime_error | memory_limit | cpu_limit | wall_limit | output_limit
#include "/dev/urandom"
int main(void) { return 0; }
