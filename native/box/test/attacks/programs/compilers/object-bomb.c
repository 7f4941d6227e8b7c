// attack: a short source, an object file of gigabytes
// compiler: gcc
// expect: runtime_error
// stderr: File size limit exceeded
char bomb[1L << 33] = {1};
int main(void) { return bomb[1]; }
