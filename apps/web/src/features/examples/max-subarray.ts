import type { Example } from './example.js';

const reference = `// Largest sum of a non-empty run of neighbours (Kadane).
#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<long long> a(n);
    for (auto &x : a) std::cin >> x;

    long long best = a[0], here = a[0];
    for (int i = 1; i < n; i++) {
        here = std::max(a[i], here + a[i]);
        best = std::max(best, here);
    }
    std::cout << best << "\\n";
}
`;

const candidate = `// The same idea, shorter. Is it right for every input?
#include <algorithm>
#include <iostream>

int main() {
    int n;
    std::cin >> n;

    long long best = 0, here = 0, x;
    while (std::cin >> x) {
        here = std::max(0LL, here + x);
        best = std::max(best, here);
    }
    std::cout << best << "\\n";
}
`;

const referenceC = `// Largest sum of a non-empty run of neighbours (Kadane).
#include <stdio.h>

int main(void) {
    int n;
    long long x, best = 0, here = 0;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; i++) {
        if (scanf("%lld", &x) != 1) return 1;
        here = i > 0 && here > 0 ? here + x : x;
        best = i > 0 && best > here ? best : here;
    }
    printf("%lld\\n", best);
}
`;

const candidateC = `// The same idea, shorter. Is it right for every input?
#include <stdio.h>

int main(void) {
    int n;
    long long x, best = 0, here = 0;
    if (scanf("%d", &n) != 1) return 1;
    while (scanf("%lld", &x) == 1) {
        here = here + x > 0 ? here + x : 0;
        best = best > here ? best : here;
    }
    printf("%lld\\n", best);
}
`;

const referencePython = `# Largest sum of a non-empty run of neighbours (Kadane).
n, *a = map(int, open(0).read().split())

best = here = a[0]
for x in a[1:]:
    here = max(x, here + x)
    best = max(best, here)
print(best)
`;

const candidatePython = `# The same idea, shorter. Is it right for every input?
n, *a = map(int, open(0).read().split())

best = here = 0
for x in a:
    here = max(0, here + x)
    best = max(best, here)
print(best)
`;

export const example: Example = {
  id: 'max-subarray',
  title: 'Maximum subarray',
  about: 'Both look right. One forgets that every number may be negative.',
  teaches: 'a wrong start value',
  clex: 'n=N[1,6] ; N[-10,10]{n} ;',
  variants: [
    {
      reference: { language: 'cpp', source: reference },
      candidate: { language: 'cpp', source: candidate },
    },
    {
      reference: { language: 'c', source: referenceC },
      candidate: { language: 'c', source: candidateC },
    },
    {
      reference: { language: 'python', source: referencePython },
      candidate: { language: 'python', source: candidatePython },
    },
  ],
};
