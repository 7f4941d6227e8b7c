import { SUBMISSION_KINDS } from '@app/contracts';
import { type ArgumentMetadata, Injectable } from '@nestjs/common';
import { DomainError, invalidField } from '../../../platform/problem/domain-error.js';
import { RequestPipe } from '../../../platform/validation/request-pipe.js';
import { type CreateSubmissionDto, SUBMISSION_DTOS } from './dto/create-submission.dto.js';

/** Validates the body of `POST /submissions` with the class of its `kind`. */
@Injectable()
export class SubmissionBodyPipe extends RequestPipe {
  override async transform(body: unknown, metadata: ArgumentMetadata): Promise<CreateSubmissionDto> {
    const { kind } = (body ?? {}) as { kind?: unknown };
    if (kind === 'interact')
      throw new DomainError('not_supported', {
        detail: 'Submissions of kind interact are not supported yet.',
      });
    if (kind !== 'run' && kind !== 'judge' && kind !== 'stress')
      throw invalidField('kind', `has to be one of ${SUBMISSION_KINDS.join(', ')}`);
    const metatype = SUBMISSION_DTOS[kind];
    return (await super.transform(body, { ...metadata, metatype })) as CreateSubmissionDto;
  }
}
