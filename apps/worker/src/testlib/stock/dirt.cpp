#include "testlib.h"
// An example of the rarer ends: each by its word.
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  std::string end = ouf.readToken();
  if (end == "pe") quitf(_pe, "format");
  if (end == "dirt") quitf(_dirt, "dirt");
  if (end == "fail") quitf(_fail, "fail");
  if (end == "long") quitp(10, "an int");
  if (end == "third") quitp(1.0 / 3, "a third");
  if (end == "answer") ans.readInt();
  if (end == "range") ouf.readInt(1, 5, "n");
  if (end == "double") ouf.readDouble();
  if (end == "more") ouf.readToken();
  quitf(_ok, "fine");
}
