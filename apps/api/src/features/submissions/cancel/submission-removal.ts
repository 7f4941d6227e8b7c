import { BlobUses } from '@app/blobs';
import { Submission, Webhook, WebhookDelivery } from '@app/database';
import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { FinishedSubmissions } from '../read/finished-submissions.js';

/** Removes submissions for good, with all that belongs to them. */
@Injectable()
export class SubmissionRemoval {
  constructor(
    private readonly database: DataSource,
    private readonly finished: FinishedSubmissions,
  ) {}

  /** Does nothing to one that is not final. */
  async remove({ id, ownerId }: Pick<Submission, 'id' | 'ownerId'>): Promise<void> {
    await this.database.transaction(async (manager) => {
      const { affected } = await manager.delete(Submission, { id, status: In(['finished', 'cancelled']) });
      if (affected === 0) return;
      await manager.delete(WebhookDelivery, { submissionId: id });
      await manager.delete(Webhook, { submissionId: id });
      await new BlobUses(manager).drop(`submission:${id}`);
    });
    await this.finished.forget({ id, ownerId });
  }
}
