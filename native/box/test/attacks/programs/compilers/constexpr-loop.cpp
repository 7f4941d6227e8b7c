// attack: an endless loop at compile time
// compiler: g++ -std=c++20 -fconstexpr-ops-limit=9223372036854775807 -fconstexpr-loop-limit=2147483647
// expect: cpu_limit
// limits: cpu=1000 wall=30000
constexpr unsigned long spin() {
    unsigned long n = 1;
    while (n != 0) n = n * 3 | 1;
    return n;
}
constexpr unsigned long value = spin();
int main() { return (int)value; }
