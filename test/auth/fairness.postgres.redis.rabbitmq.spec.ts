import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../api/support/app.js';
import { SERVICE_URLS, uniqueName } from '../support/services.js';
import { expectFairness, expectNoStarvation } from './support/fairness.js';

describe('with a real broker', () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await startTestApi({
      worker: false,
      env: {
        RABBITMQ_URL: SERVICE_URLS.rabbitmq,
        REDIS_URL: SERVICE_URLS.redis,
        QUEUE_PREFIX: uniqueName('fair'),
        REDIS_PREFIX: uniqueName('fair'),
        LIMIT_RUNNING_JOBS: '',
      },
    });
    expect(api.queue.kind).toBe('rabbitmq');
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
});
