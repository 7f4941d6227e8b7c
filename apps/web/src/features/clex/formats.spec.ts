import { expect, it } from 'vitest';
import { FORMATS } from './formats.js';

it('the gallery of the documentation has its formats, each with a clex', () => {
  expect(FORMATS).toHaveLength(22);
  expect(FORMATS[0]).toEqual({
    title: 'Array',
    source: 'CSES 1621 Distinct Numbers',
    clex: 'n=N[1,10] ; N[1,10^9]{n} ;',
  });
  expect(FORMATS.filter(({ clex }) => clex.trim() === '')).toEqual([]);
});
