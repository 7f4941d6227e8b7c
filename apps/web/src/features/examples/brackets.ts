import type { Example } from './example.js';

const generator = `# Balanced brackets: no pattern of characters says them. Seed and index come as the last arguments.
import random
import sys

random.seed(" ".join(sys.argv[1:]))


def balanced(pairs):
    if pairs == 0:
        return ""
    inner = random.randrange(pairs)
    return "(" + balanced(inner) + ")" + balanced(pairs - 1 - inner)


print(balanced(random.randint(1, 8)))
`;

const generatorJavascript = `// Balanced brackets: no pattern of characters says them. Seed and index come as the last arguments.
const [seed, index] = process.argv.slice(-2);
let state = Number(BigInt(seed) % 4294967296n) ^ Math.imul(Number(index) + 1, 2654435769);
function below(count) {
  state = Math.imul(state ^ (state >>> 15), 2246822519) + 374761393;
  return ((state ^ (state >>> 13)) >>> 0) % count;
}

function balanced(pairs) {
  if (pairs === 0) return '';
  const inner = below(pairs);
  return '(' + balanced(inner) + ')' + balanced(pairs - 1 - inner);
}

console.log(balanced(1 + below(8)));
`;

const reference = `# How deep brackets are nested.
depth = deepest = 0
for bracket in input():
    depth += 1 if bracket == "(" else -1
    deepest = max(deepest, depth)
print(deepest)
`;

const referenceJavascript = `// How deep brackets are nested.
let depth = 0;
let deepest = 0;
for (const bracket of require('fs').readFileSync(0, 'utf8').trim()) {
  depth += bracket === '(' ? 1 : -1;
  deepest = Math.max(deepest, depth);
}
console.log(deepest);
`;

const candidate = `// The most brackets that open one after the other.
#include <algorithm>
#include <iostream>
#include <string>

int main() {
    std::string brackets;
    std::cin >> brackets;
    int open = 0, deepest = 0;
    for (char bracket : brackets) {
        open = bracket == '(' ? open + 1 : 0;
        deepest = std::max(deepest, open);
    }
    std::cout << deepest << "\\n";
}
`;

const candidateC = `// The most brackets that open one after the other.
#include <stdio.h>

int main(void) {
    int bracket, open = 0, deepest = 0;
    while ((bracket = getchar()) == '(' || bracket == ')') {
        open = bracket == '(' ? open + 1 : 0;
        if (open > deepest) deepest = open;
    }
    printf("%d\\n", deepest);
}
`;

const candidatePython = `# The most brackets that open one after the other.
opened = deepest = 0
for bracket in input():
    opened = opened + 1 if bracket == "(" else 0
    deepest = max(deepest, opened)
print(deepest)
`;

const python = {
  reference: { language: 'python', source: reference },
  generator: { language: 'python', source: generator },
};

export const example: Example = {
  id: 'brackets',
  title: 'Nested brackets',
  about:
    'A third program makes the inputs: brackets that are balanced, which one program has not understood.',
  teaches: 'a generator program',
  variants: [
    { ...python, candidate: { language: 'cpp', source: candidate } },
    { ...python, candidate: { language: 'c', source: candidateC } },
    { ...python, candidate: { language: 'python', source: candidatePython } },
    {
      reference: { language: 'javascript', source: referenceJavascript },
      generator: { language: 'javascript', source: generatorJavascript },
      candidate: { language: 'c', source: candidateC },
    },
  ],
};
