import { expect, it } from 'vitest';
import { startTestApi } from '../api/support/app.js';
import { expectFairness } from './support/fairness.js';

it('ten thousand jobs of one user do not keep the first ones of others waiting', async () => {
  const api = await startTestApi({ env: { LIMIT_RUNNING_JOBS: '6' } });
  await expectFairness(api, 6);
  expect(api.queue.kind).toBe('in-process');
  await api.close();
});
