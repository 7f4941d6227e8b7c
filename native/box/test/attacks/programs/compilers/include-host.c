// attack: include the host's files, to read them in the messages
// compiler: gcc
// expect: runtime_error
#include "/etc/shadow"
#include "/etc/gshadow"
#include ATTACK_HOST_SECRET
#include ATTACK_HOST_SECRET_TMP
int main(void) { return 0; }
