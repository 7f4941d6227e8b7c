// attack: include the compiler's own standard input and outputs
// compiler: gcc
// expect: ok
#include "/dev/stdin"
#include "/dev/stdout"
#include "/dev/stderr"
int main(void) { return 0; }
