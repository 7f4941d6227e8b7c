export { LiveLine, type LineListener } from './live-line.js';
export type { LiveMessage, ToApi, ToWorker } from './live-messages.js';
export { offerLive, onLiveOffer, type LiveOffer } from './live-offers.js';
export { InProcessLiveWire, type LiveWire } from './live-wire.js';
