// attack: templates without end
// compiler: g++ -ftemplate-depth=2000000000
// expect: memory_limit
// limits: memory=256MiB cpu=20000 wall=60000
template <int N, class T> struct Deep { using next = typename Deep<N + 1, Deep<N, T>>::next; };
Deep<0, int>::next value;
int main() { return 0; }
