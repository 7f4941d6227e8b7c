import type { Example } from './example.js';

const reference = `# Mean of some numbers.
n, *a = map(int, open(0).read().split())
print(sum(a) / n)
`;

const referenceJavascript = `// Mean of some numbers.
const [n, ...a] = require('fs').readFileSync(0, 'utf8').trim().split(/\\s+/).map(Number);
console.log(a.reduce((sum, x) => sum + x, 0) / n);
`;

const candidate = `// Mean without a sum that grows: each number moves it a little.
#include <iomanip>
#include <iostream>

int main() {
    int n;
    double mean = 0, x;
    std::cin >> n;
    for (int i = 1; i <= n && std::cin >> x; i++) mean += (x - mean) / i;
    std::cout << std::fixed << std::setprecision(9) << mean << "\\n";
}
`;

const candidateC = `// Mean without a sum that grows: each number moves it a little.
#include <stdio.h>

int main(void) {
    int n;
    double mean = 0, x;
    scanf("%d", &n);
    for (int i = 1; i <= n && scanf("%lf", &x) == 1; i++) mean += (x - mean) / i;
    printf("%.9f\\n", mean);
}
`;

const candidatePython = `# Mean without a sum that grows: each number moves it a little.
n, *a = map(int, open(0).read().split())

mean = 0
for i, x in enumerate(a, 1):
    mean += (x - mean) / i
print(f"{mean:.9f}")
`;

const python = { language: 'python', source: reference };

export const example: Example = {
  id: 'mean',
  title: 'Mean of some numbers',
  about: 'Other digits in the end, and both right: numbers are compared by how near they are.',
  teaches: 'floats with a checker',
  clex: 'n=N[1,10] ; N[-1000,1000]{n} ;',
  checker: { type: 'floats', absolute: 1e-6, relative: 1e-6 },
  variants: [
    { reference: python, candidate: { language: 'cpp', source: candidate } },
    { reference: python, candidate: { language: 'c', source: candidateC } },
    { reference: python, candidate: { language: 'python', source: candidatePython } },
    {
      reference: { language: 'javascript', source: referenceJavascript },
      candidate: { language: 'c', source: candidateC },
    },
  ],
};
