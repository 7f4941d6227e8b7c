import type { Example } from './example.js';

const reference = `# Average of the positive numbers, rounded down; 0 where there is none.
n, *a = map(int, open(0).read().split())
positive = [x for x in a if x > 0]
print(sum(positive) // len(positive) if positive else 0)
`;

const referenceJavascript = `// Average of the positive numbers, rounded down; 0 where there is none.
const [n, ...a] = require('fs').readFileSync(0, 'utf8').trim().split(/\\s+/).map(Number);
const positive = a.filter((x) => x > 0);
const sum = positive.reduce((before, x) => before + x, 0);
console.log(positive.length > 0 ? Math.floor(sum / positive.length) : 0);
`;

const candidate = `#include <iostream>

int main() {
    int n, x, sum = 0, count = 0;
    std::cin >> n;
    while (n-- > 0 && std::cin >> x) {
        if (x > 0) {
            sum += x;
            count++;
        }
    }
    std::cout << sum / count << "\\n";
}
`;

const candidateC = `#include <stdio.h>

int main(void) {
    int n, x, sum = 0, count = 0;
    scanf("%d", &n);
    while (n-- > 0 && scanf("%d", &x) == 1) {
        if (x > 0) {
            sum += x;
            count++;
        }
    }
    printf("%d\\n", sum / count);
}
`;

const candidatePython = `n, *a = map(int, open(0).read().split())

total = count = 0
for x in a:
    if x > 0:
        total += x
        count += 1
print(total // count)
`;

const python = { language: 'python', source: reference };

export const example: Example = {
  id: 'average',
  title: 'Average of the positive',
  about: 'One program divides by what it counted, and crashes where that is nothing.',
  teaches: 'crash',
  clex: 'n=N[1,4] ; N[-20,9]{n} ;',
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
