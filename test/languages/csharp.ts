import type { Samples } from './samples.js';

export default {
  hello: `class P { static void Main() { System.Console.WriteLine("Hello, world!"); } }
`,
  sum: `using System; using System.Linq;
class P { static void Main() { Console.WriteLine(Console.In.ReadToEnd().Split(new char[0], StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).Sum()); } }
`,
  broken: `class P { static void Main() { Undeclared(); } }
`,
  endless: `class P { static void Main() { for (;;) { } } }
`,
} satisfies Samples;
