import { expect, it } from 'vitest';
import { compilerMarks } from './diagnostics.js';

it.each([
  ['gcc', "main.c:3:5: error: unknown type name 'retrun'", { line: 3, column: 5, severity: 'error' }],
  ['gcc, warnings', 'main.cpp:7:1: warning: unused variable [-Wunused]', { line: 7, severity: 'warning' }],
  ['javac', "Main.java:4: error: ';' expected", { line: 4, column: null, message: "';' expected" }],
  ['go', './main.go:5:2: undefined: x', { line: 5, column: 2, message: 'undefined: x' }],
  [
    'rustc',
    'error[E0425]: cannot find value `x`\n --> main.rs:2:20',
    { line: 2, message: 'cannot find value `x`' },
  ],
  [
    'Python',
    '  File "main.py", line 9\n    x =\nSyntaxError: invalid syntax',
    { line: 9, message: 'SyntaxError: invalid syntax' },
  ],
  ['colours', '\u001b[1mmain.c:1:2:\u001b[0m \u001b[31merror:\u001b[0m no', { line: 1, message: 'no' }],
])('finds the place that %s names', (_name, output, mark) => {
  expect(compilerMarks(output)).toEqual([expect.objectContaining(mark)]);
});

it('finds nothing in words without a place', () => {
  expect(
    compilerMarks('main.c:3:5: note: declared here\ncollect2: error: ld returned 1 exit status'),
  ).toEqual([]);
});
