// attack: a short source, an object file of gigabytes
// compiler: gcc
// expect: runtime_error | memory_limit | cpu_limit | wall_limit | output_limit
char bomb[1L << 33] = {1};
int main(void) { return bomb[1]; }
