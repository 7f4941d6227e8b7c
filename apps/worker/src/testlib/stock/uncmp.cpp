#include "testlib.h"
// The same numbers in any order.
static std::vector<long long> all(InStream& stream) {
  std::vector<long long> numbers;
  while (!stream.seekEof()) numbers.push_back(stream.readLong());
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  std::vector<long long> wanted = all(ans), found = all(ouf);
  if (wanted.size() != found.size()) quitf(_wa, "%d numbers in place of %d", int(found.size()), int(wanted.size()));
  for (size_t i = 0; i < wanted.size(); i++)
    if (wanted[i] != found[i]) quitf(_wa, "sorted number %d: %lld in place of %lld", int(i + 1), found[i], wanted[i]);
  quitf(_ok, "%d numbers", int(wanted.size()));
}
