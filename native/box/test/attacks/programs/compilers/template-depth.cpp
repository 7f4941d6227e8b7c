// attack: templates without end
// compiler: g++
// expect: runtime_error | memory_limit | cpu_limit | wall_limit | output_limit
template <int N, class T> struct Deep { using next = typename Deep<N + 1, Deep<N, T>>::next; };
Deep<0, int>::next value;
int main() { return 0; }
