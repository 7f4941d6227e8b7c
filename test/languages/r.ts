import type { Samples } from './samples.js';

export default {
  hello: `cat("Hello, world!\\n")
`,
  sum: `cat(sum(scan(file("stdin"), quiet = TRUE)), "\\n", sep = "")
`,
  broken: `x <- (
`,
  endless: `while (TRUE) {}
`,
} satisfies Samples;
