// attack: macros that double thirty times
// compiler: gcc
// expect: runtime_error | memory_limit | cpu_limit | wall_limit | output_limit
#define A0(...) __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__
#define A1(...) A0(A0(A0(__VA_ARGS__)))
#define A2(...) A1(A1(A1(__VA_ARGS__)))
int bomb[] = {A2(A1(1))};
int main(void) { return 0; }
