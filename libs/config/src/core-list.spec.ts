import { expect, it } from 'vitest';
import { parseCores } from './core-list.js';

it.each([
  ['0', [0]],
  ['2-5,8', [2, 3, 4, 5, 8]],
  ['7,3', [7, 3]],
  ['254', [254]],
])('a list of cores is read as the kernel writes it: %s', (text, cores) => {
  expect(parseCores(text)).toEqual(cores);
});

it.each(['', 'a', '0-', '-1', '3-1', '1,1', '0-2,2', '255', '250-255', '0, 1', '1-2-3'])(
  'a list of cores is not: %s',
  (text) => expect(parseCores(text)).toBeNull(),
);
