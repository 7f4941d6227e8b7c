import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { refOf } from './hash.js';

it('bytes are known by their SHA-256, and others have a turn while megabytes are hashed', async () => {
  const bytes = Buffer.alloc(3 * 1024 * 1024 + 1, 'x');
  const turn = new Promise<null>((resolve) => setImmediate(() => resolve(null)));
  expect(await Promise.race([refOf(bytes), turn])).toBeNull();
  for (const each of [bytes, Buffer.alloc(0), Buffer.from('abc')])
    expect(await refOf(each)).toEqual({
      hash: createHash('sha256').update(each).digest('hex'),
      bytes: each.length,
    });
});
