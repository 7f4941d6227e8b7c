import type { Samples } from './samples.js';

export default {
  hello: `identification division.
program-id. solution.
procedure division.
  display "Hello, world!"
  stop run.
`,
  sum: `identification division.
program-id. solution.
data division.
working-storage section.
01 t pic x(200).
01 a pic s9(9).
01 w pic x(20).
01 p binary-long value 1.
01 s pic s9(9) value 0.
01 r pic -(9)9.
procedure division.
  accept t
  perform until p > 200
    unstring t delimited by all space into w with pointer p
    if w not = spaces compute s = s + function numval(w) end-if
    move spaces to w
  end-perform
  move s to r
  display function trim(r)
  stop run.
`,
  broken: `identification division.
program-id. solution.
procedure division.
  move undeclared to nothing
  stop run.
`,
  endless: `identification division.
program-id. solution.
procedure division.
  perform until 1 = 2
    continue
  end-perform
  stop run.
`,
} satisfies Samples;
