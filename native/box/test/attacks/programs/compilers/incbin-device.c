// attack: an endless device as an assembler's file
// compiler: gcc
// expect: ok | runtime_error | memory_limit | cpu_limit | wall_limit | output_limit
// note: the assembler asks a device for its size, is told 0 and takes nothing
__asm__(".incbin \"/dev/zero\"");
__asm__(".incbin \"/dev/urandom\"");
int main(void) { return 0; }
