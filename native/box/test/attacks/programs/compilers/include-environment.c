// attack: include the environment and memory of the compiler and of PID 1, to read them in the messages
// compiler: gcc
// expect: runtime_error
#include "/proc/self/environ"
#include "/proc/1/environ"
#include "/proc/1/cmdline"
#include "/proc/self/mem"
int main(void) { return 0; }
