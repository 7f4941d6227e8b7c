import type { Samples } from './samples.js';

export default {
  hello: `.( Hello, world!) cr
`,
  sum: `create line 256 allot
: total line 256 stdin read-line throw drop line swap evaluate begin depth 1 > while + repeat ;
total 0 .r cr
`,
  broken: `undeclared-word
`,
  endless: `: go begin again ; go
`,
} satisfies Samples;
