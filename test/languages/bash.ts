import type { Samples } from './samples.js';

export default {
  hello: `echo "Hello, world!"
`,
  sum: `s=0; while read -r line; do for x in $line; do s=$((s + x)); done; done; echo "$s" | cat
`,
  broken: `if then
`,
  endless: `while :; do :; done
`,
} satisfies Samples;
