#include "testlib.h"
// An example of points that somebody else counts.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  double wanted = ans.readDouble(), found = ouf.readDouble();
  quitpi("off=" + vtos(std::fabs(wanted - found)), "to be counted");
}
