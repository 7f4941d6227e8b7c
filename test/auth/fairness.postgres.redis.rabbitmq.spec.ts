import { expect, it } from 'vitest';
import { startTestApi } from '../api/support/app.js';
import { SERVICE_URLS, uniqueName } from '../support/services.js';
import { expectFairness } from './support/fairness.js';

it('with a real broker, ten thousand jobs of one user do not keep the first ones of others waiting', async () => {
  const api = await startTestApi({
    env: {
      RABBITMQ_URL: SERVICE_URLS.rabbitmq,
      REDIS_URL: SERVICE_URLS.redis,
      QUEUE_PREFIX: uniqueName('fair'),
      REDIS_PREFIX: uniqueName('fair'),
      LIMIT_RUNNING_JOBS: '6',
    },
  });
  expect(api.queue.kind).toBe('rabbitmq');
  await expectFairness(api, 6);
  await api.close();
});
