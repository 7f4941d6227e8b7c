import type { Samples } from './samples.js';

export default {
  hello: `let () = print_endline "Hello, world!"
`,
  sum: `let () = let s = ref 0 in (try while true do Scanf.scanf " %d" (fun x -> s := !s + x) done with _ -> ()); print_int !s; print_newline ()
`,
  broken: `let () = print_int "text"
`,
  endless: `let () = while true do () done
`,
} satisfies Samples;
