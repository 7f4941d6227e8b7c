import { BackendUnavailable, openTogether } from '@app/config';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { InProcessBroker } from './in-process/broker.js';
import { InProcessJobQueue } from './in-process/job-queue.js';
import { InProcessJobServer } from './in-process/job-server.js';
import { InProcessSubmissionBus } from './in-process/submission-bus.js';
import type { JobQueue } from './job-queue.js';
import { openRabbitmq } from './rabbitmq/open-rabbitmq.js';
import { RedisSubmissionBus } from './redis/submission-bus.js';
import type { SubmissionBus } from './submission-bus.js';

/** The queue in use: where the api publishes, where workers consume, how news travels. */
export interface QueueBackend {
  readonly kind: 'in-process' | 'rabbitmq';
  readonly jobs: JobQueue;
  readonly bus: SubmissionBus;
  /** A Nest strategy that consumes jobs for a worker with so many slots; one per worker. */
  consumer(slots: number): CustomTransportStrategy;
  close(): Promise<void>;
}

export interface QueueConfig {
  readonly rabbitmqUrl: string | null;
  readonly redisUrl: string | null;
  readonly queuePrefix: string;
  readonly redisPrefix: string;
}

/**
 * Opens the queue that the configuration asks for.
 * @throws BackendUnavailable when it asks for one that is not there
 */
export async function openQueue(config: QueueConfig): Promise<QueueBackend> {
  if (config.rabbitmqUrl === null) {
    if (config.redisUrl === null) return openInProcessQueue();
    const bus = await RedisSubmissionBus.open(config.redisUrl, config.redisPrefix);
    const queue = openInProcessQueue(bus);
    return { ...queue, close: () => queue.close().then(() => bus.close()) };
  }
  if (config.redisUrl === null)
    throw new BackendUnavailable('REDIS_URL: RABBITMQ_URL needs it as well, for live events');
  const [bus, rabbitmq] = await openTogether(
    RedisSubmissionBus.open(config.redisUrl, config.redisPrefix),
    openRabbitmq(config.rabbitmqUrl, config.queuePrefix),
  );
  return {
    kind: 'rabbitmq',
    jobs: rabbitmq.jobs,
    bus,
    consumer: (slots) => rabbitmq.consumer(slots),
    close: async () => {
      await rabbitmq.close();
      await bus.close();
    },
  };
}

/**
 * Queue for an api and a worker that share this process.
 * @param bus one that other processes hear as well; default: one for this process
 */
export function openInProcessQueue(bus: SubmissionBus = new InProcessSubmissionBus()): QueueBackend {
  const broker = new InProcessBroker();
  return {
    kind: 'in-process',
    jobs: new InProcessJobQueue(broker),
    bus,
    consumer: (slots) => new InProcessJobServer(broker, slots),
    close: async () => broker.close(),
  };
}
