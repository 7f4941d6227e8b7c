// Five programs whose time is all computing, by the name of each and its size: `npm run bench -- --only compute`.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

static int64_t sieve(int n) {
  std::vector<char> composite(n + 1);
  int64_t count = 0;
  for (int i = 2; i <= n; i++) {
    if (composite[i]) continue;
    count++;
    for (int64_t k = int64_t(i) * i; k <= n; k += i) composite[k] = 1;
  }
  return count;
}

static int64_t paths(int n) {
  std::vector<std::vector<int>> d(n, std::vector<int>(n));
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) d[i][k] = (i * 31 + k * 17) % 1000 + 1;
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);
  int64_t sum = 0;
  for (auto &row : d)
    for (int x : row) sum += x;
  return sum;
}

static int64_t floats(int n) {
  double sum = 0;
  for (int i = 1; i <= n; i++) sum += std::sqrt(i * 1.5) / (i + 1.0) + 1.0 / i;
  return int64_t(sum * 1000);
}

static int64_t words(int n) {
  std::unordered_map<std::string, int> seen;
  for (int64_t i = 0; i < n; i++) seen["w" + std::to_string(i * i % 9973)]++;
  int64_t sum = 0;
  for (auto &[word, times] : seen) sum += int64_t(word.size()) * times;
  return sum;
}

static int64_t calls(int n) { return n < 2 ? n : calls(n - 1) + calls(n - 2); }

int main(int, char **argv) {
  std::string name = argv[1];
  int n = std::stoi(argv[2]);
  std::cout << (name == "sieve" ? sieve(n) : name == "paths" ? paths(n) : name == "floats" ? floats(n) : name == "words" ? words(n) : calls(n)) << "\n";
}
