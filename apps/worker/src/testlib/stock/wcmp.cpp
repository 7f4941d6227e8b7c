#include "testlib.h"
// The same words, one after the other.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  int count = 0;
  while (!ans.seekEof()) {
    if (ouf.seekEof()) quitf(_wa, "only %d words", count);
    std::string wanted = ans.readToken(), found = ouf.readToken();
    count++;
    if (!(wanted == found)) quitf(_wa, "words %d: \"%s\" in place of \"%s\"", count, compress(found).c_str(), compress(wanted).c_str());
  }
  quitf(_ok, "%d words", count);
}
