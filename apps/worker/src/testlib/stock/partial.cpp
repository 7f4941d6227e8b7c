#include "testlib.h"
// An example of a share: a tenth for each of ten right digits, "partially correct".
int main(int argc, char** argv) {
  registerTestlibCmd(argc, argv);
  std::string wanted = ans.readToken(), found = ouf.readToken();
  int right = 0;
  for (size_t i = 0; i < std::min(wanted.size(), found.size()); i++) right += wanted[i] == found[i];
  if (right == 10) quitf(_ok, "all digits");
  quitf(_pc(10 * right), "%d digits", right);
}
