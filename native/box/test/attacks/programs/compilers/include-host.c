// attack: include the host's files, to read them in the messages
// compiler: gcc
// case: args=-DHOST="/etc/shadow" expect=runtime_error
// case: args=-DHOST="/etc/gshadow" expect=runtime_error
// case: args=-DHOST="/proc/1/environ" expect=runtime_error
// case: args=-DHOST="/proc/1/cmdline" expect=runtime_error
// case: args=-DHOST=ATTACK_HOST_SECRET expect=runtime_error
// case: args=-DHOST=ATTACK_HOST_SECRET_TMP expect=runtime_error
// stderr: fatal error: /
#include HOST
int main(void) { return 0; }
