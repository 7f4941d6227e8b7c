// attack: error messages of many megabytes
// compiler: g++ -fmax-errors=0 -ftemplate-backtrace-limit=0
// expect: output_limit
// limits: output=1MiB cpu=20000 wall=60000
#define E 1 = 1;
#define E8 E E E E E E E E
#define E64 E8 E8 E8 E8 E8 E8 E8 E8
#define E512 E64 E64 E64 E64 E64 E64 E64 E64
int f1() { E512 E512 E512 E512 E512 E512 E512 E512 }
int f2() { E512 E512 E512 E512 E512 E512 E512 E512 }
int main() { return 0; }
