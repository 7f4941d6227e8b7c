import type { Samples } from './samples.js';

export default {
  hello: `object Main { def main(args: Array[String]): Unit = println("Hello, world!") }
`,
  sum: `object Main { def main(a: Array[String]): Unit = println(scala.io.Source.stdin.getLines().flatMap(_.split("\\\\s+")).filter(_.nonEmpty).map(_.toLong).sum) }
`,
  broken: `object Main { def main(a: Array[String]): Unit = undeclared() }
`,
  endless: `object Main { def main(a: Array[String]): Unit = while (true) {} }
`,
} satisfies Samples;
