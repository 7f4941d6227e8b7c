// attack: take the host's files into the program by the assembler
// compiler: gcc
// expect: runtime_error
// stderr: shadow
__asm__(".incbin \"/etc/shadow\"");
__asm__(".incbin \"" ATTACK_HOST_SECRET "\"");
__asm__(".incbin \"" ATTACK_HOST_SECRET_TMP "\"");
int main(void) { return 0; }
