// attack: pragmas and directives that name files to write or programs to run
// compiler: gcc
// expect: ok
#pragma GCC optimize ("-fplugin=/work/evil.so")
#pragma GCC optimize ("-fdump-tree-all=/box/x")
#ident "/etc/shadow"
#line 1 "/etc/shadow"
int main(void) { return 0; }
