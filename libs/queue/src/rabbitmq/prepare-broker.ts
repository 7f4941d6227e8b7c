import { BackendUnavailable, reasonOf } from '@app/config';
import { Logger } from '@nestjs/common';
import { connect, type ChannelModel } from 'amqplib';
import { SOCKET_OPTIONS } from './connection.js';
import { JobQueues } from './job-queues.js';

/**
 * What a broker says to arguments it does not know, or that are not those a queue has: PRECONDITION_FAILED,
 * NOT_IMPLEMENTED.
 */
const OTHER_ARGUMENTS: ReadonlySet<unknown> = new Set([406, 540]);

/**
 * Connects once, to say at start what is wrong, and declares the queues: quorum queues, or classic ones where
 * the broker offers no others or where they exist as such, which is logged. Any other failure is one: a
 * broker that was about to stop must not leave a fleet with queues of two kinds.
 * @throws BackendUnavailable that says what to do
 */
export async function prepareBroker(url: string, prefix: string): Promise<JobQueues> {
  const logger = new Logger('RabbitMQ');
  const queues = new JobQueues(prefix, 'quorum');
  const refusal = await declare(url, queues);
  if (refusal === null) return queues;
  const classic = new JobQueues(prefix, 'classic');
  if ((await declare(url, classic)) === null) {
    logger.warn(`classic queues are used, quorum queues were refused: ${refusal}`);
    return classic;
  }
  throw new BackendUnavailable(
    `RABBITMQ_URL: the queues ${prefix}.jobs.v1.* exist with other arguments (${refusal}); delete them, or choose another QUEUE_PREFIX`,
  );
}

/** @returns null, or why the broker does not want queues like these @throws BackendUnavailable for anything else */
async function declare(url: string, queues: JobQueues): Promise<string | null> {
  const connection = await connectOrExplain(url);
  try {
    const channel = await connection.createChannel();
    // Without a listener the broker's refusal, which the caller sees as a rejection, would also end the
    // process.
    channel.on('error', () => {});
    await queues.assert(channel);
    await channel.close();
    return null;
  } catch (error) {
    if (OTHER_ARGUMENTS.has((error as { code?: unknown }).code)) return reasonOf(error);
    throw new BackendUnavailable(
      `RABBITMQ_URL: the queues cannot be declared at ${hostOf(url)} (${reasonOf(error)}); see that it runs and that this user may declare queues`,
    );
  } finally {
    await connection.close().catch(() => {});
  }
}

async function connectOrExplain(url: string): Promise<ChannelModel> {
  const connection = await connect(url, SOCKET_OPTIONS).catch((error: unknown) => {
    throw new BackendUnavailable(
      `RABBITMQ_URL: no usable RabbitMQ at ${hostOf(url)} (${reasonOf(error)}); start it, correct RABBITMQ_URL, or unset it to run everything in one process`,
    );
  });
  // The manager of connections has its own; this one is about to be closed.
  connection.on('error', () => {});
  return connection;
}

function hostOf(url: string): string {
  return new URL(url).host;
}
