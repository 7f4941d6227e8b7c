import type { LiveWire } from './live-wire.js';

const CHANNEL = 'live:offers';

/** A program to talk to that waits for a worker; the worker that claims its submission gets it. */
export interface LiveOffer {
  submissionId: string;
  /** Ids of the languages that its worker must have. */
  languages: string[];
}

/** Tells every worker of it. @throws what the wire threw */
export async function offerLive(wire: LiveWire, offer: LiveOffer): Promise<void> {
  await wire.publish(CHANNEL, Buffer.from(JSON.stringify(offer)));
}

/** Calls `listener` for each offer. @returns what stops that */
export function onLiveOffer(wire: LiveWire, listener: (offer: LiveOffer) => void): Promise<() => void> {
  return wire.subscribe(CHANNEL, (bytes) => listener(JSON.parse(bytes.toString()) as LiveOffer));
}
