#include "testlib.h"
// One number, absolutely or relatively close.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  double wanted = ans.readDouble();
  double found = ouf.readDouble();
  if (!(doubleCompare(wanted, found, 1e-6))) quitf(_wa, "%.10g in place of %.10g", found, wanted);
  quitf(_ok, "%.10g", wanted);
}
