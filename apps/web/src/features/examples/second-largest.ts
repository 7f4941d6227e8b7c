import type { Example } from './example.js';

const reference = `# Second largest distinct value, or "none".
n, *a = map(int, open(0).read().split())

distinct = sorted(set(a))
print(distinct[-2] if len(distinct) > 1 else "none")
`;

const candidate = `# One pass, no sorting.
n, *a = map(int, open(0).read().split())

first = second = None
for x in a:
    if first is None or x > first:
        first, second = x, first
    elif second is None or x > second:
        second = x
print("none" if second is None else second)
`;

const referenceJavascript = `// Second largest distinct value, or "none".
const [n, ...a] = require('fs').readFileSync(0, 'utf8').trim().split(/\\s+/).map(Number);

const distinct = [...new Set(a)].sort((x, y) => x - y);
console.log(String(distinct.at(-2) ?? 'none'));
`;

const candidateC = `// One pass, no sorting.
#include <stdio.h>

int main(void) {
    int n, x, first = -1, second = -1;
    if (scanf("%d", &n) != 1) return 1;
    while (scanf("%d", &x) == 1) {
        if (x > first) {
            second = first;
            first = x;
        } else if (x > second) {
            second = x;
        }
    }
    if (second < 0)
        puts("none");
    else
        printf("%d\\n", second);
}
`;

export const example: Example = {
  id: 'second-largest',
  title: 'Second largest value',
  about: 'A one-pass solution against sorting. What about equal values?',
  teaches: 'equal values',
  clex: 'n=N[1,8] ; N[0,9]{n} ;',
  variants: [
    {
      reference: { language: 'python', source: reference },
      candidate: { language: 'python', source: candidate },
    },
    {
      reference: { language: 'javascript', source: referenceJavascript },
      candidate: { language: 'c', source: candidateC },
    },
  ],
};
