// attack: a file of the host as a precompiled header
// compiler: gcc
// expect: runtime_error
// stderr: /etc/shadow
#pragma GCC pch_preprocess "/etc/shadow"
int main(void) { return 0; }
