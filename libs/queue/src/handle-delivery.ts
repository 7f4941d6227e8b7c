import type { Logger } from '@nestjs/common';
import { type ReadPacket, RmqContext } from '@nestjs/microservices';
import type { JobChannel, JobDelivery } from './job-channel.js';

/** The part of a Nest transport server that deliveries need. */
interface EventServer {
  getHandlerByPattern(pattern: string): unknown;
  handleEvent(pattern: string, packet: ReadPacket, context: RmqContext): Promise<unknown>;
}

/**
 * Hands a delivery to its handler; resolves when it is settled. One without a handler goes to the dead
 * letters. Handlers get an `RmqContext` whose channel is a JobChannel.
 */
export async function handleDelivery(
  server: EventServer,
  delivery: JobDelivery,
  channel: JobChannel,
  logger: Pick<Logger, 'error'>,
): Promise<void> {
  const packet = parsePacket(delivery.content);
  if (!packet || !server.getHandlerByPattern(packet.pattern)) {
    logger.error(`a message nobody handles went to the dead: ${packet?.pattern ?? 'not JSON'}`);
    return channel.nack(delivery, false);
  }
  let release = (): void => {};
  const settled = new Promise<void>((resolve) => (release = resolve));
  const watched: JobChannel = {
    ack: (message) => (channel.ack(message), release()),
    nack: (message, requeue) => (channel.nack(message, requeue), release()),
    publishLater: (...args) => channel.publishLater(...args),
    makeRoom: (message) => channel.makeRoom(message),
  };
  const message = delivery as unknown as Record<string, unknown>;
  try {
    await server.handleEvent(packet.pattern, packet, new RmqContext([message, watched, packet.pattern]));
  } catch (error) {
    logger.error(error);
    watched.nack(delivery, false);
  }
  await settled;
}

function parsePacket(content: Buffer): { pattern: string; data: unknown } | null {
  try {
    const packet = JSON.parse(content.toString()) as { pattern?: unknown; data?: unknown };
    return typeof packet.pattern === 'string' ? { pattern: packet.pattern, data: packet.data } : null;
  } catch {
    return null;
  }
}
