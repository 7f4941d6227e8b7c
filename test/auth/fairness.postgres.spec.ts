import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../api/support/app.js';
import { expectFairness, expectNoStarvation } from './support/fairness.js';

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi({ worker: false, env: { LIMIT_RUNNING_JOBS: '' } });
  expect(api.queue.kind).toBe('in-process');
});
afterEach(() => api.close());

it(
  'ten thousand jobs of one user delay the first ones of others by no more than the time of one job',
  { timeout: 120_000 },
  async () => {
    await expectFairness(api);
  },
);

it(
  'a user who never runs out of interactive jobs does not keep the batch jobs of others waiting',
  { timeout: 120_000 },
  async () => {
    await expectNoStarvation(api);
  },
);
