// attack: exponentially many templates within the allowed depth
// compiler: g++
// expect: memory_limit
// limits: memory=256MiB cpu=20000 wall=60000
template <int Depth, class A, class B> struct Wide {
    typename Wide<Depth - 1, Wide<Depth, A, B>, A>::type left;
    typename Wide<Depth - 1, B, Wide<Depth, B, A>>::type right;
    using type = Wide<Depth, B, A>;
};
template <class A, class B> struct Wide<0, A, B> { using type = int; };
Wide<40, int, char> value;
int main() { return 0; }
