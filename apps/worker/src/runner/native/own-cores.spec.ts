import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { RunnerUnavailable } from '../runner.js';
import { insistOnCores, ownCores } from './own-cores.js';

it('the cores that slots are to be are those that the process may use', async () => {
  const own = (await ownCores())!;
  expect(own).toHaveLength(availableParallelism());
  await insistOnCores(own);
});

it('a core that the process may not use is refused in words', async () => {
  const refused = insistOnCores([254]);
  await expect(refused).rejects.toThrow(RunnerUnavailable);
  await expect(refused).rejects.toThrow(/^SLOT_CORES: .*not 254$/);
});
