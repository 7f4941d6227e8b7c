import { BackendUnavailable } from '@app/config';
import { connect, type ChannelModel } from 'amqplib';
import { SOCKET_OPTIONS } from './connection.js';
import { JobQueues, type QueueType } from './job-queues.js';

/**
 * Connects once, to say at start what is wrong, and declares the queues: quorum queues, or classic ones where the broker
 * offers no others or where they exist as such.
 * @throws BackendUnavailable that says what to do
 */
export async function prepareBroker(url: string, prefix: string): Promise<JobQueues> {
  const connection = await connect(url, SOCKET_OPTIONS).catch((error: unknown) => {
    throw new BackendUnavailable(
      `RABBITMQ_URL: no usable RabbitMQ at ${hostOf(url)} (${reasonOf(error)}); start it, correct RABBITMQ_URL, or unset it to run everything in one process`,
    );
  });
  // The manager of connections has its own; this one is about to be closed.
  connection.on('error', () => {});
  try {
    return (await declare(connection, prefix, 'quorum')) ?? (await declareClassic(connection, prefix));
  } finally {
    await connection.close().catch(() => {});
  }
}

async function declareClassic(connection: ChannelModel, prefix: string): Promise<JobQueues> {
  const queues = await declare(connection, prefix, 'classic');
  if (queues) return queues;
  throw new BackendUnavailable(
    `RABBITMQ_URL: the queues ${prefix}.jobs.v1.* exist with other arguments or may not be declared by this user; delete them, allow it, or choose another QUEUE_PREFIX`,
  );
}

async function declare(connection: ChannelModel, prefix: string, type: QueueType): Promise<JobQueues | null> {
  const channel = await connection.createChannel();
  // Without a listener the broker's refusal, which the caller sees as a rejection, would also end the process.
  channel.on('error', () => {});
  const queues = new JobQueues(prefix, type);
  try {
    await queues.assert(channel);
    await channel.close();
    return queues;
  } catch {
    return null;
  }
}

function hostOf(url: string): string {
  return new URL(url).host;
}

function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return first instanceof Error ? first.message : String(first);
}
