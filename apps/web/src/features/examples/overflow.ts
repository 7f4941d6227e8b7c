import type { Example } from './example.js';

const reference = `# Sum of squares. Python's integers do not overflow.
n, *a = map(int, open(0).read().split())
print(sum(x * x for x in a))
`;

const referenceJavascript = `// Sum of squares. A BigInt does not overflow.
const [n, ...a] = require('fs').readFileSync(0, 'utf8').trim().split(/\\s+/).map(BigInt);
console.log(String(a.reduce((sum, x) => sum + x * x, 0n)));
`;

const candidate = `#include <iostream>

int main() {
    int n;
    std::cin >> n;
    long long sum = 0;
    for (int i = 0; i < n; i++) {
        int x;
        std::cin >> x;
        sum += x * x;
    }
    std::cout << sum << "\\n";
}
`;

const candidateC = `#include <stdio.h>

int main(void) {
    int n, x;
    long long sum = 0;
    scanf("%d", &n);
    while (n-- > 0 && scanf("%d", &x) == 1) sum += x * x;
    printf("%lld\\n", sum);
}
`;

const candidateJavascript = `const [n, ...a] = require('fs').readFileSync(0, 'utf8').split(/\\s+/).map(Number);
console.log(String(a.slice(0, n).reduce((sum, x) => sum + x * x, 0)));
`;

const python = { language: 'python', source: reference };

export const example: Example = {
  id: 'overflow',
  title: 'Sum of squares',
  about: 'The sum is right, but some numbers are too small for the answer.',
  teaches: 'overflow',
  clex: 'n=N[1,5] ; N[-10^9,10^9]{n} ;',
  variants: [
    { reference: python, candidate: { language: 'cpp', source: candidate } },
    { reference: python, candidate: { language: 'c', source: candidateC } },
    { reference: python, candidate: { language: 'javascript', source: candidateJavascript } },
    {
      reference: { language: 'javascript', source: referenceJavascript },
      candidate: { language: 'c', source: candidateC },
    },
  ],
};
