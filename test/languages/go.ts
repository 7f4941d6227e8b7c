import type { Samples } from './samples.js';

export default {
  hello: `package main

import "fmt"

func main() { fmt.Println("Hello, world!") }
`,
  sum: `package main
import "fmt"
func main() { s, x := 0, 0; for { if n, _ := fmt.Scan(&x); n != 1 { break }; s += x }; fmt.Println(s) }
`,
  broken: `package main
func main() { undeclaredName() }
`,
  endless: `package main
func main() { for { } }
`,
} satisfies Samples;
