import { metrics } from '@app/telemetry';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

const LOOK_EVERY_MS = 5_000;
const RESOLUTION_MS = 10;
/** Everybody waits so long: worth a line in the log. */
const BLOCKED_MS = 500;

/**
 * Measures how long the event loop of this process is held up: everything that is answered here waits for it.
 */
@Injectable()
export class LoopDelay implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LoopDelay.name);
  private readonly histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private timer: NodeJS.Timeout | undefined;
  private blocked = 0;
  private longestMs = 0;

  /** Not while the app starts: no request is waiting yet. */
  onApplicationBootstrap(): void {
    this.histogram.enable();
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }

  /**
   * Since the start: intervals of five seconds in which it was held up for long, and the longest time of all.
   */
  get seen(): { blockedIntervals: number; longestMs: number } {
    return { blockedIntervals: this.blocked, longestMs: this.longestMs };
  }

  private look(): void {
    const heldUpMs = this.histogram.max / 1e6;
    this.histogram.reset();
    this.longestMs = Math.max(this.longestMs, heldUpMs);
    metrics.longestHold.set(this.longestMs / 1_000);
    if (heldUpMs < BLOCKED_MS) return;
    this.blocked += 1;
    metrics.holds.set(this.blocked);
    this.logger.warn(
      `the event loop was held up for ${Math.round(heldUpMs)} ms; all requests waited so long`,
    );
  }
}
