// attack: include the environment and memory of the compiler itself, to read them in the messages
// compiler: gcc
// case: args=-DITSELF="/proc/self/environ" expect=ok
// case: args=-DITSELF="/proc/self/mem" expect=ok
// case@reduced: args=-DITSELF="/proc/self/environ" expect=runtime_error
// case@reduced: args=-DITSELF="/proc/self/mem" expect=runtime_error
// note: the compiler asks for the size, gets 0 and takes nothing; in reduced isolation they cannot be opened
#include ITSELF
int main(void) { return 0; }
