#include "testlib.h"
// One whole number of 32 bits.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  int wanted = ans.readInt();
  int found = ouf.readInt();
  if (!(wanted == found)) quitf(_wa, "%d in place of %d", found, wanted);
  quitf(_ok, "%d", wanted);
}
