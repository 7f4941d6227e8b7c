import type { Samples } from './samples.js';

export default {
  hello: `fn main() { println!("Hello, world!"); }
`,
  sum: `use std::io::Read; fn main() { let mut s = String::new(); std::io::stdin().read_to_string(&mut s).unwrap(); println!("{}", s.split_whitespace().map(|x| x.parse::<i64>().unwrap()).sum::<i64>()); }
`,
  broken: `fn main() { undeclared_name(); }
`,
  endless: `fn main() { let mut x = 1u32; while x != 0 { x = x.wrapping_mul(3); } }
`,
} satisfies Samples;
