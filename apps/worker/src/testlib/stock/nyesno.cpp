#include "testlib.h"
// The same words, one after the other.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  int count = 0;
  while (!ans.seekEof()) {
    if (ouf.seekEof()) quitf(_wa, "only %d words", count);
    std::string wanted = upperCase(ans.readToken()), found = upperCase(ouf.readToken());
    if (wanted != "YES" && wanted != "NO") quitf(_fail, "the answer has neither YES nor NO");
    if (found != "YES" && found != "NO") quitf(_pe, "neither YES nor NO: %s", compress(found).c_str());
    count++;
    if (!(wanted == found)) quitf(_wa, "words %d: %s in place of %s", count, compress(found).c_str(), compress(wanted).c_str());
  }
  quitf(_ok, "%d words", count);
}
