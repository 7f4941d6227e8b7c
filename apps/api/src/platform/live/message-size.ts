/** Clients mostly send ids. */
const MAX_BYTES = 4_096;
/**
 * How an event of a program that is talked to begins, in the protocol of Socket.IO: type, attachments, id,
 * name.
 */
const OF_LIVE_RUN = /^[25](?:\d+-)?\d*\["live:/;

/**
 * Whether a message is longer than there is a reason for. Programs, and what is typed into them, come with
 * the events of live runs alone; the server's own bound holds for those.
 */
export function isTooLong(data: unknown): boolean {
  return typeof data === 'string' && data.length > MAX_BYTES && !OF_LIVE_RUN.test(data.slice(0, 64));
}
