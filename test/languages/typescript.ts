import type { Samples } from './samples.js';

export default {
  hello: `const greeting: string = "Hello, world!";
console.log(greeting);
`,
  sum: `import { readFileSync } from "fs";
const numbers: number[] = readFileSync(0, "utf8").trim().split(/\\s+/).map(Number);
console.log(numbers.reduce((a, b) => a + b, 0));
`,
  broken: `const x: number = "text";
`,
  endless: `for (;;);
`,
} satisfies Samples;
