#include "testlib.h"
// Lines, byte for byte, as far as the answer goes; after that only empty ones.
static bool same(const std::string& wanted, const std::string& found) { return wanted == found; }
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  int count = 0;
  while (!ans.eof()) {
    std::string wanted = ans.readString();
    if (wanted.empty() && ans.eof()) break;
    if (ouf.eof()) quitf(_wa, "only %d lines", count);
    std::string found = ouf.readString();
    count++;
    if (!same(wanted, found))
      quitf(_wa, "line %d: \"%s\" in place of \"%s\"", count, compress(found).c_str(), compress(wanted).c_str());
  }
  quitf(_ok, "%d lines", count);
}
