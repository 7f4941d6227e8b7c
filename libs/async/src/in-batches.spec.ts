import { expect, it } from 'vitest';
import { InBatches } from './in-batches.js';

/** Doubles numbers, once `goOn` is called; minus one spoils a batch. */
function doubling(maxItems: number) {
  const batches: (readonly number[])[] = [];
  const gates: (() => void)[] = [];
  const work = async (items: readonly number[]) => {
    batches.push(items);
    await new Promise<void>((resolve) => gates.push(resolve));
    if (items.includes(-1)) throw new Error('spoilt');
    return items.map((item) => item * 2);
  };
  const goOn = async () => {
    for (const open of gates.splice(0)) open();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue: new InBatches(work, maxItems), batches, goOn };
}

it('what comes while a batch is at it is the next batch', async () => {
  const { queue, batches, goOn } = doubling(3);
  const results = [1, 2, 3, 4, 5].map((item) => queue.add('a', item));
  for (let n = 0; n < 3; n += 1) await goOn();
  expect(await Promise.all(results)).toEqual([2, 4, 6, 8, 10]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

it('keys do not wait for each other', async () => {
  const { queue, batches, goOn } = doubling(3);
  const results = [queue.add('a', 1), queue.add('b', 2)];
  expect(batches).toEqual([[1], [2]]);
  await goOn();
  expect(await Promise.all(results)).toEqual([2, 4]);
  const again = queue.add('a', 3);
  await goOn();
  expect(await again).toBe(6);
});

it('one that fails does not cost the others of its batch theirs', async () => {
  const { queue, batches, goOn } = doubling(3);
  const results = Promise.allSettled([1, 2, -1, 4, 5].map((item) => queue.add('a', item)));
  for (let n = 0; n < 4; n += 1) await goOn();
  expect((await results).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual(
    [2, 4, 'Error: spoilt', 8, 10],
  );
  expect(batches).toEqual([[1], [2, -1, 4], [2], [-1], [4], [5]]);
});
