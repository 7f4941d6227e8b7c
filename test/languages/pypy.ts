import type { Samples } from './samples.js';

export default {
  hello: `print("Hello, world!")
`,
  sum: `import sys
print(sum(map(int, sys.stdin.read().split())))
`,
  broken: `def (:
`,
  endless: `while True: pass
`,
} satisfies Samples;
