import { BackendUnavailable } from '@app/config';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { JobQueue } from '../job-queue.js';
import { RabbitmqJobQueue } from './job-queue.js';
import { JobsClientRMQ } from './jobs-client.rmq.js';
import { JobsServerRMQ } from './jobs-server.rmq.js';
import { prepareBroker } from './prepare-broker.js';

const CONNECT_TIMEOUT_MS = 8_000;

export interface Rabbitmq {
  readonly jobs: JobQueue;
  consumer(slots: number): CustomTransportStrategy;
  close(): Promise<void>;
}

/**
 * Declares the queues at a broker and connects to it for publishing.
 * @throws BackendUnavailable that names RABBITMQ_URL, within ten seconds
 */
export async function openRabbitmq(url: string, prefix: string): Promise<Rabbitmq> {
  const queues = await prepareBroker(url, prefix);
  const client = new JobsClientRMQ(url, queues);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const error = new BackendUnavailable(`RABBITMQ_URL: ${new URL(url).host} does not answer in time`);
    timer = setTimeout(() => reject(error), CONNECT_TIMEOUT_MS);
  });
  await Promise.race([client.connect(), tooLate]).finally(() => clearTimeout(timer));
  return {
    jobs: new RabbitmqJobQueue(client, queues),
    consumer: (slots) => new JobsServerRMQ(url, queues, slots),
    close: () => client.close(),
  };
}
