import type { Samples } from './samples.js';

export default {
  hello: `begin
  writeln('Hello, world!');
end.
`,
  sum: `var s, x: int64;
begin
  s := 0;
  while not seekeof do begin read(x); s := s + x; end;
  writeln(s);
end.
`,
  broken: `begin undeclared; end.
`,
  endless: `begin while true do; end.
`,
} satisfies Samples;
