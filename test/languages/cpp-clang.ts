import type { Samples } from './samples.js';

export default {
  hello: `#include <iostream>
int main() { std::cout << "Hello, world!" << std::endl; }
`,
  sum: `#include <bits/stdc++.h>
int main() { long s = 0, x; while (std::cin >> x) s += x; std::cout << s << "\\n"; }
`,
  broken: `#include <vector>
int main() { return undeclared_name; }
`,
  endless: `int main(void) { volatile int x = 0; for (;;) x = x + 1; }
`,
} satisfies Samples;
