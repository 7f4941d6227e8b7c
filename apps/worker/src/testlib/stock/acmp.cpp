#include "testlib.h"
// One number, absolutely close.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  double wanted = ans.readDouble();
  double found = ouf.readDouble();
  if (!(std::fabs(wanted - found) <= 1.5e-6)) quitf(_wa, "%.10g in place of %.10g", found, wanted);
  quitf(_ok, "%.10g", wanted);
}
