// attack: an endless device as a part of the assembler's source
// compiler: gcc
// expect: memory_limit
// limits: memory=256MiB cpu=20000 wall=60000
// note: /dev/full reads as zeros, and is there in both kinds of isolation
__asm__(".include \"/dev/full\"");
int main(void) { return 0; }
