import type { Example } from './example.js';

const reference = `# Length of the longest run of one letter.
from itertools import groupby

s = input().strip()
print(max(len(list(run)) for _, run in groupby(s)))
`;

const referenceJavascript = `// Length of the longest run of one letter.
const runs = require('fs').readFileSync(0, 'utf8').trim().match(/(.)\\1*/g);
console.log(Math.max(...runs.map((run) => run.length)));
`;

const candidate = `const s = require('fs').readFileSync(0, 'utf8').trim();

let best = 1;
let length = 1;
for (let i = 1; i < s.length; i++) {
  if (s[i] === s[i - 1]) {
    length += 1;
  } else {
    best = Math.max(best, length);
    length = 1;
  }
}
console.log(best);
`;

const candidateCpp = `#include <algorithm>
#include <iostream>
#include <string>

int main() {
    std::string s;
    std::cin >> s;
    int best = 1, length = 1;
    for (size_t i = 1; i < s.size(); i++) {
        if (s[i] == s[i - 1]) {
            length++;
        } else {
            best = std::max(best, length);
            length = 1;
        }
    }
    std::cout << best << "\\n";
}
`;

const candidatePython = `s = input().strip()

best = length = 1
for before, letter in zip(s, s[1:]):
    if letter == before:
        length += 1
    else:
        best = max(best, length)
        length = 1
print(best)
`;

const python = { language: 'python', source: reference };

export const example: Example = {
  id: 'longest-run',
  title: 'Longest run of a letter',
  about: 'Strings from a small alphabet; a run at the very end goes missing.',
  teaches: 'off by one',
  clex: "S[1,12,'ab'] ;",
  variants: [
    { reference: python, candidate: { language: 'javascript', source: candidate } },
    { reference: python, candidate: { language: 'cpp', source: candidateCpp } },
    { reference: python, candidate: { language: 'python', source: candidatePython } },
    {
      reference: { language: 'javascript', source: referenceJavascript },
      candidate: { language: 'javascript', source: candidate },
    },
  ],
};
