import type { Samples } from './samples.js';

export default {
  hello: `puts "Hello, world!"
`,
  sum: `puts $stdin.read.split.map(&:to_i).sum
`,
  broken: `def (
`,
  endless: `loop {}
`,
} satisfies Samples;
