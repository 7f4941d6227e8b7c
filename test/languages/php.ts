import type { Samples } from './samples.js';

export default {
  hello: `<?php echo "Hello, world!\\n";
`,
  sum: `<?php echo array_sum(preg_split("/\\s+/", trim(stream_get_contents(STDIN)))), "\\n";
`,
  broken: `<?php echo (;
`,
  endless: `<?php while (true);
`,
} satisfies Samples;
