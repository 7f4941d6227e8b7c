import type { SubmissionView } from '@app/contracts';
import { Submission } from '@app/database';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { Caller } from '../../../accounts/access/caller.js';
import { FinishedSubmissions } from '../read/finished-submissions.js';
import { SubmissionReader } from '../read/submission-reader.js';
import type { ChangeSubmissionDto } from './change-submission.dto.js';

/** What owners may change of what they submitted. */
@Injectable()
export class SubmissionChanges {
  constructor(
    @InjectRepository(Submission) private readonly rows: Repository<Submission>,
    private readonly reader: SubmissionReader,
    private readonly finished: FinishedSubmissions,
  ) {}

  /**
   * Gives a submission another name, or lets others read it.
   * @throws DomainError('submission_not_found') unless the caller made it, or sees everything
   */
  async change(
    caller: Caller,
    id: string,
    { name, public: isPublic }: ChangeSubmissionDto,
  ): Promise<SubmissionView> {
    const { ownerId } = await this.reader.requireOwn(caller, id);
    const changes = { ...(name !== undefined && { name }), ...(isPublic !== undefined && { isPublic }) };
    if (Object.keys(changes).length > 0) await this.rows.update({ id }, changes);
    await this.finished.forget({ id, ownerId });
    return this.reader.viewOf(caller, await this.reader.find(caller, id));
  }
}
