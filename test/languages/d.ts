import type { Samples } from './samples.js';

export default {
  hello: `import std.stdio;
void main() { writeln("Hello, world!"); }
`,
  sum: `import std.stdio, std.algorithm, std.conv, std.array;
void main() { long s = 0; foreach (line; stdin.byLine) foreach (w; line.split) s += w.to!long; writeln(s); }
`,
  broken: `void main() { undeclared(); }
`,
  endless: `void main() { for (int i = 0;; i++) {} }
`,
} satisfies Samples;
