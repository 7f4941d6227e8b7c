#include "testlib.h"
// The same numbers, one after the other.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  int count = 0;
  while (!ans.seekEof()) {
    if (ouf.seekEof()) quitf(_wa, "only %d numbers", count);
    double wanted = ans.readDouble(), found = ouf.readDouble();
    count++;
    if (!(doubleCompare(wanted, found, 1e-6))) quitf(_wa, "numbers %d: %.10g in place of %.10g", count, found, wanted);
  }
  quitf(_ok, "%d numbers", count);
}
