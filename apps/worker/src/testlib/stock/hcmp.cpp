#include "testlib.h"
// One whole number of any length.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  std::string wanted = ans.readToken();
  std::string found = ouf.readToken();
  static const pattern number("0|-?[1-9][0-9]*");
  if (!number.matches(wanted)) quitf(_fail, "the answer is no number: %s", compress(wanted).c_str());
  if (!number.matches(found)) quitf(_pe, "no number: %s", compress(found).c_str());
  if (!(wanted == found)) quitf(_wa, "%s in place of %s", compress(found).c_str(), compress(wanted).c_str());
  quitf(_ok, "%s", compress(wanted).c_str());
}
