import type { Samples } from './samples.js';

export default {
  hello: `print "Hello, world!\\n";
`,
  sum: `my $s = 0; $s += $_ for map { split } <STDIN>; print "$s\\n";
`,
  broken: `use strict; my $x = ;
`,
  endless: `1 while 1;
`,
} satisfies Samples;
