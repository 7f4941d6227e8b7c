import type { Samples } from './samples.js';

export default {
  hello: `say "Hello, world!";
`,
  sum: `say $*IN.slurp.words».Int.sum;
`,
  broken: `say undeclared-name;
`,
  endless: `loop {}
`,
} satisfies Samples;
