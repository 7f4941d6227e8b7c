import type { Samples } from './samples.js';

export default {
  hello: `:- initialization(writeln('Hello, world!')).
`,
  sum: `:- initialization(main).
main :- read_string(user_input, _, T), split_string(T, " \\n", " \\n", P), foldl([W, A, B] >> (W == "" -> B = A ; number_string(N, W), B is A + N), P, 0, S), writeln(S).
`,
  broken: `:- initialization(main).
main :- undeclared_predicate(.
`,
  endless: `:- initialization(main).
main :- repeat, fail.
`,
} satisfies Samples;
