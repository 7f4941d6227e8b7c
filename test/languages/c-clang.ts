import type { Samples } from './samples.js';

export default {
  hello: `#include <stdio.h>
int main(void) { puts("Hello, world!"); }
`,
  sum: `#include <stdio.h>
int main(void) { long s = 0, x; while (scanf("%ld", &x) == 1) s += x; printf("%ld\\n", s); }
`,
  broken: `int main(void) { return undeclared_name; }
`,
  endless: `int main(void) { volatile int x = 0; for (;;) x = x + 1; }
`,
} satisfies Samples;
