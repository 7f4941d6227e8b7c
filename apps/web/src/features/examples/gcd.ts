import type { Example } from './example.js';

const reference = `# Greatest common divisor, by trying every number.
a, b = map(int, open(0).read().split())
print(max(d for d in range(1, min(a, b) + 1) if a % d == 0 and b % d == 0))
`;

const referenceJavascript = `// Greatest common divisor, by trying every number.
const [a, b] = require('fs').readFileSync(0, 'utf8').trim().split(/\\s+/).map(Number);

let best = 1;
for (let d = 2; d <= Math.min(a, b); d++) if (a % d === 0 && b % d === 0) best = d;
console.log(best);
`;

const candidate = `// Greatest common divisor, Euclid's way.
#include <iostream>

int main() {
    long long a, b;
    std::cin >> a >> b;
    while (b != 0) {
        long long rest = a % b;
        a = b;
        b = rest;
    }
    std::cout << a << "\\n";
}
`;

const candidateC = `// Greatest common divisor, Euclid's way.
#include <stdio.h>

int main(void) {
    long long a, b;
    if (scanf("%lld %lld", &a, &b) != 2) return 1;
    while (b != 0) {
        long long rest = a % b;
        a = b;
        b = rest;
    }
    printf("%lld\\n", a);
}
`;

const candidatePython = `# Greatest common divisor, Euclid's way.
a, b = map(int, open(0).read().split())
while b:
    a, b = b, a % b
print(a)
`;

const python = { language: 'python', source: reference };

export const example: Example = {
  id: 'gcd',
  title: 'Greatest common divisor',
  about: 'Brute force against Euclid: these two agree.',
  teaches: 'programs that agree',
  clex: 'N[1,5000] N[1,5000] ;',
  variants: [
    { reference: python, candidate: { language: 'cpp', source: candidate } },
    { reference: python, candidate: { language: 'python', source: candidatePython } },
    {
      reference: { language: 'javascript', source: referenceJavascript },
      candidate: { language: 'c', source: candidateC },
    },
  ],
};
