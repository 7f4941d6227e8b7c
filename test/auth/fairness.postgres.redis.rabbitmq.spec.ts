import { SERVICE_URLS, uniqueName } from '../support/services.js';
import { describeFairness } from './support/fairness.js';

describeFairness('rabbitmq', () => ({
  RABBITMQ_URL: SERVICE_URLS.rabbitmq,
  REDIS_URL: SERVICE_URLS.redis,
  QUEUE_PREFIX: uniqueName('fair'),
  REDIS_PREFIX: uniqueName('fair'),
}));
