import type { Samples } from './samples.js';

export default {
  hello: `#!/usr/bin/env escript
main(_) -> io:put_chars("Hello, world!\\n").
`,
  sum: `#!/usr/bin/env escript
main(_) -> io:format("~p~n", [loop(0)]).
loop(S) -> case io:fread("", "~d") of {ok, [X]} -> loop(S + X); _ -> S end.
`,
  broken: `#!/usr/bin/env escript
main(_) -> undeclared(.
`,
  endless: `#!/usr/bin/env escript
main(_) -> main(x).
`,
} satisfies Samples;
