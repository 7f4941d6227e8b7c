import type { Samples } from './samples.js';

export default {
  hello: `console.log("Hello, world!");
`,
  sum: `const s = require('fs').readFileSync(0, 'utf8'); console.log(s.trim().split(/\\s+/).map(Number).reduce((a, b) => a + b));
`,
  broken: `let = ;
`,
  endless: `for (;;);
`,
} satisfies Samples;
