import type { Example } from './example.js';

const reference = `# Length of the longest rising subsequence, one search for each number.
from bisect import bisect_left

n, *a = map(int, open(0).read().split())
ends = []
for x in a:
    at = bisect_left(ends, x)
    ends[at : at + 1] = [x]
print(len(ends))
`;

const referenceJavascript = `// Length of the longest rising subsequence, one search for each number.
const [n, ...a] = require('fs').readFileSync(0, 'utf8').trim().split(/\\s+/).map(Number);

const ends = [];
for (const x of a) {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle] < x) low = middle + 1;
    else high = middle;
  }
  ends[low] = x;
}
console.log(ends.length);
`;

const candidate = `// Length of the longest rising subsequence: each number looks at all before it.
#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<int> a(n), length(n, 1);
    int longest = 0;
    for (int i = 0; i < n; i++) {
        std::cin >> a[i];
        for (int j = 0; j < i; j++)
            if (a[j] < a[i]) length[i] = std::max(length[i], length[j] + 1);
        longest = std::max(longest, length[i]);
    }
    std::cout << longest << "\\n";
}
`;

const candidateC = `// Length of the longest rising subsequence: each number looks at all before it.
#include <stdio.h>

int main(void) {
    static int a[20000], length[20000];
    int n, longest = 0;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; i++) {
        if (scanf("%d", &a[i]) != 1) return 1;
        length[i] = 1;
        for (int j = 0; j < i; j++)
            if (a[j] < a[i] && length[j] >= length[i]) length[i] = length[j] + 1;
        if (length[i] > longest) longest = length[i];
    }
    printf("%d\\n", longest);
}
`;

const python = { language: 'python', source: reference };

export const example: Example = {
  id: 'rising',
  title: 'Longest rising subsequence',
  about:
    'Both are right. The slowest input is looked for, and how the time of one grows: as the square of the size.',
  teaches: 'slow but right',
  clex: 'n=N[1,20000] ; N[1,10^6]{n} ;',
  iterations: 20,
  objective: 'time',
  variants: [
    { reference: python, candidate: { language: 'cpp', source: candidate } },
    { reference: python, candidate: { language: 'c', source: candidateC } },
    {
      reference: { language: 'javascript', source: referenceJavascript },
      candidate: { language: 'c', source: candidateC },
    },
  ],
};
