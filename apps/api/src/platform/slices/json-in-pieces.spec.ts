import { expect, it } from 'vitest';
import { jsonInPieces } from './json-in-pieces.js';

it('a value is written in pieces as in one, with others having their turn between them', async () => {
  const PIECE = 512 * 1024;
  const values = [
    {
      kind: 'run',
      gone: undefined,
      list: [1, undefined, null, true, 'a"b\n\0'],
      nested: { é: {} },
      empty: [],
    },
    { source: 'a"\\\n\u2028é😀\0'.repeat(200_000), tests: Array.from({ length: 50_000 }, (_, n) => ({ n })) },
    // A pair of surrogates on the border of two pieces, one that stands alone there, and one at the end.
    {
      a: `${'x'.repeat(PIECE - 1)}😀${'y'.repeat(PIECE)}`,
      b: `${'x'.repeat(PIECE - 1)}\ud83dy`,
      c: 'z'.repeat(PIECE),
    },
    { d: `${'x'.repeat(PIECE - 1)}\ud83d` },
  ];
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 0);
  for (const value of values) expect(String(await jsonInPieces(value)) === JSON.stringify(value)).toBe(true);
  clearInterval(counting);
  expect(turns).toBeGreaterThan(0);
});
