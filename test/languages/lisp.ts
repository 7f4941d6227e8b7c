import type { Samples } from './samples.js';

export default {
  hello: `(format t "Hello, world!~%")
`,
  sum: `(let ((s 0)) (loop for x = (read *standard-input* nil nil) while x do (incf s x)) (format t "~d~%" s))
`,
  broken: `(defun
`,
  endless: `(loop)
`,
} satisfies Samples;
