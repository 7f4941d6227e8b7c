import type { Samples } from './samples.js';

export default {
  hello: `#include <stdio.h>
int main(void) { puts("Hello, world!"); }
`,
  sum: `#include <stdio.h>
#include <math.h>
int main(void) { long s = 0, x; while (scanf("%ld", &x) == 1) s += x; printf("%.0f\\n", floor((double)s)); }
`,
  broken: `int main(void) { return undeclared_name; }
`,
  endless: `int main(void) { for (;;); }
`,
} satisfies Samples;
