import { expect, it } from 'vitest';
import { withDigests } from './text-digests.js';

const LONG = 'x'.repeat(3 * 1024 * 1024);

it('long texts are hashed in pieces between which others have their turn, and equal ones give equal copies', async () => {
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 0);
  const copy = await withDigests({
    program: { source: LONG },
    tests: [{ input: LONG }, { input: 'short' }],
    n: 1,
  });
  clearInterval(counting);
  expect(turns).toBeGreaterThan(0);
  expect(JSON.stringify(copy).length).toBeLessThan(400);
  expect(copy.tests[0]!.input).toEqual(copy.program.source);
  expect(copy.tests[1]!.input).toBe('short');
  expect(await withDigests({ a: `${LONG}y` })).not.toEqual(await withDigests({ a: `${LONG}z` }));
  // Surrogates that stand alone are different texts, whatever UTF-8 makes of them.
  const lone = (code: number) => withDigests({ a: String.fromCharCode(code) + LONG });
  expect(await lone(0xd800)).not.toEqual(await lone(0xd801));
});
