// attack: error messages of many megabytes
// compiler: g++ -fmax-errors=0 -ftemplate-backtrace-limit=0
// expect: runtime_error | memory_limit | cpu_limit | wall_limit | output_limit
// limits: output=1MiB
#define E undefined_name_0123456789 + undefined_function_0123456789() ;
#define E8 E E E E E E E E
#define E64 E8 E8 E8 E8 E8 E8 E8 E8
#define E512 E64 E64 E64 E64 E64 E64 E64 E64
int f1() { E512 E512 E512 E512 E512 E512 E512 E512 }
int f2() { E512 E512 E512 E512 E512 E512 E512 E512 }
template <int N> struct T { static_assert(N < 0, "flood"); T<N - 1> t; int x = undefined<N>; };
T<800> t;
int main() { return 0; }
