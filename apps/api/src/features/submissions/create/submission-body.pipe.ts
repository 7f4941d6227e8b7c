import { SUBMISSION_KINDS } from '@app/contracts';
import { type ArgumentMetadata, Injectable } from '@nestjs/common';
import { invalidField } from '../../../platform/problem/domain-error.js';
import { type CreateSubmissionDto, requestKindOf } from './kinds/index.js';
import { TestedBodyPipe } from './tested-body.pipe.js';

/** Validates the body of `POST /submissions` with the class of its `kind`. */
@Injectable()
export class SubmissionBodyPipe extends TestedBodyPipe {
  override async transform(body: unknown, metadata: ArgumentMetadata): Promise<CreateSubmissionDto> {
    const { kind } = (body ?? {}) as { kind?: unknown };
    const entry = requestKindOf(kind);
    if (entry === undefined) throw invalidField('kind', `has to be one of ${SUBMISSION_KINDS.join(', ')}`);
    return (await this.checked(body, metadata, entry.dto, entry.testDto)) as CreateSubmissionDto;
  }
}
