import type { Example } from './index.js';

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

export const example: Example = {
  id: 'second-largest',
  title: 'Second largest value',
  about: 'A one-pass solution against sorting. What about equal values?',
  clex: '(N[1,8]) (?:N[0,9]){\\1}',
  variants: [
    {
      reference: { language: 'python', source: reference },
      candidate: { language: 'python', source: candidate },
    },
  ],
};
