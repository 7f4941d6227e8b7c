// attack: a file that includes itself
// compiler: gcc
// expect: runtime_error | memory_limit | cpu_limit | wall_limit
#include __FILE__
#include __FILE__
int main(void) { return 0; }
