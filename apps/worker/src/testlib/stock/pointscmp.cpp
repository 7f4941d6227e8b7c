#include "testlib.h"
// An example of points: a hundred for the right number, less for one that is near.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  double wanted = ans.readDouble(), found = ouf.readDouble();
  quitp(std::max(0.0, 100 - std::fabs(wanted - found)), "off by %.3f", std::fabs(wanted - found));
}
