import type { Samples } from './samples.js';

export default {
  hello: `(display "Hello, world!")
(newline)
`,
  sum: `(let loop ((s 0)) (let ((x (read))) (if (eof-object? x) (begin (display s) (newline)) (loop (+ s x)))))
`,
  broken: `(display (undeclared
`,
  endless: `(let loop () (loop))
`,
} satisfies Samples;
