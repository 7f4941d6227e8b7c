import type { Example } from './example.js';

const reference = `# How many of the numbers are prime, by trying every divisor.
n, *a = map(int, open(0).read().split())
print(sum(all(x % d != 0 for d in range(2, x)) for x in a))
`;

const referenceJavascript = `// How many of the numbers are prime, by trying every divisor.
const [n, ...a] = require('fs').readFileSync(0, 'utf8').trim().split(/\\s+/).map(Number);

function isPrime(x) {
  for (let d = 2; d < x; d++) if (x % d === 0) return false;
  return true;
}
console.log(a.filter(isPrime).length);
`;

const candidate = `// How many of the numbers are prime, as Eratosthenes did it.
#include <iostream>
#include <vector>

int main() {
    std::vector<bool> prime(101, true);
    prime[0] = prime[1] = false;
    for (int d = 2; d * d <= 100; d++)
        for (int x = d * d; prime[d] && x <= 100; x += d) prime[x] = false;

    int n, x, count = 0;
    std::cin >> n;
    while (n-- > 0 && std::cin >> x) count += prime[x];
    std::cout << count << "\\n";
}
`;

const candidateC = `// How many of the numbers are prime, as Eratosthenes did it.
#include <stdio.h>

int main(void) {
    char composite[101] = {1, 1};
    for (int d = 2; d * d <= 100; d++)
        for (int x = d * d; !composite[d] && x <= 100; x += d) composite[x] = 1;

    int n, x, count = 0;
    if (scanf("%d", &n) != 1) return 1;
    while (n-- > 0 && scanf("%d", &x) == 1) count += !composite[x];
    printf("%d\\n", count);
}
`;

const candidatePython = `# How many of the numbers are prime, as Eratosthenes did it.
n, *a = map(int, open(0).read().split())

prime = [False, False] + [True] * 99
for d in range(2, 11):
    if prime[d]:
        for x in range(d * d, 101, d):
            prime[x] = False
print(sum(prime[x] for x in a))
`;

const python = { language: 'python', source: reference };

export const example: Example = {
  id: 'primes',
  title: 'Counting primes',
  about:
    'Here the trusted program is the wrong one: 1 is no prime. A difference says that one of them errs, not which.',
  teaches: 'a wrong reference',
  clex: 'n=N[1,6] ; N[1,30]{n} ;',
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
