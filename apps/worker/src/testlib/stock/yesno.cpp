#include "testlib.h"
// One YES or NO, in any case.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  std::string wanted = ans.readToken();
  std::string found = ouf.readToken();
  wanted = upperCase(wanted), found = upperCase(found);
  if (wanted != "YES" && wanted != "NO") quitf(_fail, "the answer has neither YES nor NO");
  if (found != "YES" && found != "NO") quitf(_pe, "neither YES nor NO: %s", compress(found).c_str());
  if (!(wanted == found)) quitf(_wa, "%s in place of %s", compress(found).c_str(), compress(wanted).c_str());
  quitf(_ok, "%s", compress(wanted).c_str());
}
