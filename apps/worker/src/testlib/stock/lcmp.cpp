#include "testlib.h"
// Lines, by their tokens, as far as the answer goes; after that only empty ones.
static std::vector<std::string> words(const std::string& line) {
  std::vector<std::string> found;
  std::istringstream in(line);
  for (std::string word; in >> word;) found.push_back(word);
  return found;
}
static bool same(const std::string& wanted, const std::string& found) { return words(wanted) == words(found); }
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
