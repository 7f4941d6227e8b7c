import type { Samples } from './samples.js';

export default {
  hello: `BEGIN { print "Hello, world!" }
`,
  sum: `{ for (i = 1; i <= NF; i++) s += $i } END { print s }
`,
  broken: `{ print (
`,
  endless: `BEGIN { while (1); }
`,
} satisfies Samples;
