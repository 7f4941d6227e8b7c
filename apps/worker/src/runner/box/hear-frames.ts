import { FrameDecoder, type OnFrame } from './frame-decoder.js';
import type { BoxTransport } from './launcher.js';

export interface FrameListener {
  /** Nothing more is to be heard: what still comes is dropped. */
  isOver(): boolean;
  onFrame: OnFrame;
  /** What came is no frame, or `onFrame` threw. */
  onBroken(error: Error): void;
}

/** Cuts what a box, or what stands between two, says into frames. */
export function hearFrames(transport: BoxTransport, listener: FrameListener): void {
  const decoder = new FrameDecoder(listener.onFrame);
  transport.output.on('data', (chunk: Buffer) => {
    if (listener.isOver()) return;
    try {
      decoder.push(chunk);
    } catch (error) {
      listener.onBroken(error as Error);
    }
  });
  // EPIPE and the like: `ended` tells what really happened.
  transport.input.on('error', () => undefined);
  transport.output.on('error', () => undefined);
}
