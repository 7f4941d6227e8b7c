// attack: macros that double thirty times
// compiler: gcc
// expect: memory_limit
// limits: memory=256MiB cpu=20000 wall=60000
#define A0(...) __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__
#define A1(...) A0(A0(A0(__VA_ARGS__)))
#define A2(...) A1(A1(A1(__VA_ARGS__)))
int bomb[] = {A2(A1(1))};
int main(void) { return 0; }
