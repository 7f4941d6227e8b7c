#include "testlib.h"
// The same numbers, one after the other.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  int count = 0;
  while (!ans.seekEof()) {
    if (ouf.seekEof()) quitf(_wa, "only %d numbers", count);
    long long wanted = ans.readLong(), found = ouf.readLong();
    count++;
    if (!(wanted == found)) quitf(_wa, "numbers %d: %lld in place of %lld", count, found, wanted);
  }
  quitf(_ok, "%d numbers", count);
}
