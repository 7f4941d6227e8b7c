// attack: fill and alignment of the assembler: a file of 2^40 bytes
// compiler: gcc
// expect: runtime_error
// stderr: File size limit exceeded
__asm__(".data\n.fill 0x10000000000, 1, 0x41\n.balign 0x4000000000000\n");
int main(void) { return 0; }
