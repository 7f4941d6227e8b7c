import type { Samples } from './samples.js';

export default {
  hello: `puts "Hello, world!"
`,
  sum: `set s 0
foreach w [split [read stdin]] { if {$w ne ""} { incr s $w } }
puts $s
`,
  broken: `undeclared_command
`,
  endless: `while 1 {}
`,
} satisfies Samples;
