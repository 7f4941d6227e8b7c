#include "testlib.h"
// "Case N:" with one whole number on each line.
static long long readCase(InStream& stream, int number) {
  std::string word = stream.readToken();
  if (word != "Case") stream.quitf(_pe, "\"Case\" is expected, not \"%s\"", compress(word).c_str());
  word = stream.readToken();
  if (word != vtos(number) + ":") stream.quitf(_pe, "\"%d:\" is expected, not \"%s\"", number, compress(word).c_str());
  return stream.readLong();
}
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  int count = 0;
  while (!ans.seekEof()) {
    if (ouf.seekEof()) quitf(_wa, "only %d cases", count);
    count++;
    long long wanted = readCase(ans, count), found = readCase(ouf, count);
    if (wanted != found) quitf(_wa, "case %d differs", count);
  }
  quitf(_ok, "%d cases", count);
}
