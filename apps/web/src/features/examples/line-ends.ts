import type { Example } from './example.js';

const reference = `# Whether a word reads the same backwards.
word = input().strip()
print("yes" if word == word[::-1] else "no")
`;

const referenceJavascript = `// Whether a word reads the same backwards.
const word = require('fs').readFileSync(0, 'utf8').trim();
console.log(word === [...word].reverse().join('') ? 'yes' : 'no');
`;

const candidate = `// A line that Windows has written ends with \\r as well: getline leaves it there.
#include <iostream>
#include <string>

int main() {
    std::string word;
    std::getline(std::cin, word);
    std::cout << (word == std::string(word.rbegin(), word.rend()) ? "yes" : "no") << "\\n";
}
`;

const candidateC = `// A line that Windows has written ends with \\r as well: that stays where it is.
#include <stdio.h>
#include <string.h>

int main(void) {
    char word[100];
    if (!fgets(word, sizeof word, stdin)) return 1;
    word[strcspn(word, "\\n")] = 0;
    size_t length = strlen(word), i = 0;
    while (i < length && word[i] == word[length - 1 - i]) i++;
    puts(i == length ? "yes" : "no");
}
`;

const candidatePython = `# A line that Windows has written ends with \\r as well: among bytes that stays where it is.
import sys

word = sys.stdin.buffer.readline().rstrip(b"\\n")
print("yes" if word == word[::-1] else "no")
`;

const python = { language: 'python', source: reference };

export const example: Example = {
  id: 'line-ends',
  title: 'Lines from Windows',
  about:
    'The same word twice, and only the second is answered otherwise: its line ends as Windows ends lines.',
  teaches: 'CRLF, and inputs of your own',
  inputs: ['level\n', 'level\r\n'],
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
