import { onLiveOffer, SubmissionBus, type LiveOffer } from '@app/queue';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { JobIntake } from './intake.js';

/** Takes the jobs of live runs: they come past the queue, as their clients wait for each answer. */
@Injectable()
export class LiveOffers implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(LiveOffers.name);
  private stopListening = () => {};

  constructor(
    private readonly intake: JobIntake,
    private readonly bus: SubmissionBus,
  ) {}

  async onModuleInit(): Promise<void> {
    this.stopListening = await onLiveOffer(this.bus.wire, (offer) => void this.take(offer));
  }

  onModuleDestroy(): void {
    this.stopListening();
  }

  /** What this worker does not take, another one does, or the api offers it again. */
  private async take(offer: LiveOffer): Promise<void> {
    await this.intake.executeLive(offer.submissionId, offer.languages).catch((error: unknown) => {
      this.logger.warn(`live run ${offer.submissionId}: ${String(error)}`);
    });
  }
}
