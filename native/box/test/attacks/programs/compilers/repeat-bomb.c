// attack: repetitions of the assembler, inside each other
// compiler: gcc
// expect: cpu_limit
// limits: cpu=1000 wall=30000
__asm__(".rept 100000\n.rept 100000\n.quad 0x4141414141414141\n.endr\n.endr\n");
int main(void) { return 0; }
