import { describe, expect, it } from 'vitest';
import { LANGUAGE_ROWS } from '../languages/table.js';
import { mainFileName } from './main-file.js';

const row = (id: string) => LANGUAGE_ROWS.find((each) => each.id === id)!;
const old = { row: row('javascript'), variant: {} };

describe('the main file of a JavaScript program', () => {
  it.each([
    'import { a } from "b";',
    "// first\nimport fs, { x } from 'fs'\n",
    'import * as a from "a"',
    'import "side-effect";',
    'const a = 1;\nexport default a;',
    'export { a };',
  ])('is a module for a Node.js that goes by the name: %j', (source) => {
    expect(mainFileName(old, source)).toBe('main.mjs');
  });

  it.each([
    'const fs = require("fs");',
    'import("fs").then(console.log)',
    'console.log("import it");',
    'exports.a = 1;',
  ])('is a script when nothing is imported: %j', (source) =>
    expect(mainFileName(old, source)).toBe('main.js'),
  );

  it('keeps its name where Node.js looks for itself', () => {
    const variant = { run: ['--experimental-detect-module'] };
    expect(mainFileName({ row: row('javascript'), variant }, 'import "a";')).toBe('main.js');
  });
});

it('the main file of a Java program has the name of its public class', () => {
  expect(mainFileName({ row: row('java'), variant: {} }, 'public class Foo {}')).toBe('Foo.java');
});
