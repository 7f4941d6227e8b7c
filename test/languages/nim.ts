import type { Samples } from './samples.js';

export default {
  hello: `echo "Hello, world!"
`,
  sum: `import strutils
var s = 0
for line in stdin.lines:
  for w in line.splitWhitespace: s += parseInt(w)
echo s
`,
  broken: `echo undeclared
`,
  endless: `var x = 0
while true: x = (x + 1) mod 7
`,
} satisfies Samples;
