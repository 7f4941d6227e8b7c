import type { Samples } from './samples.js';

export default {
  hello: `fun main() { println("Hello, world!") }
`,
  sum: `fun main() { var s = 0L; while (true) { val line = readLine() ?: break; for (w in line.split(" ")) if (w.isNotEmpty()) s += w.toLong() }; println(s) }
`,
  broken: `fun main() { undeclared() }
`,
  endless: `fun main() { while (true) { } }
`,
} satisfies Samples;
