// attack: a file that includes itself
// compiler: gcc
// expect: cpu_limit
// limits: cpu=1000 wall=30000
#include __FILE__
#include __FILE__
int main(void) { return 0; }
