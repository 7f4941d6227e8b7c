import type { SubmissionView } from '@app/contracts';
import { Controller, Delete, HttpStatus, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Requires } from '../../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../../accounts/access/caller.js';
import { actorOf } from '../../../accounts/audit/actor-of.js';
import { AuditLog } from '../../../accounts/audit/audit-log.js';
import { ApiProblems } from '../../../platform/docs/problem-response.js';
import { UuidParamPipe } from '../../../platform/validation/uuid-param.pipe.js';
import { CANCELLED } from '../read/examples.js';
import { SubmissionReader } from '../read/submission-reader.js';
import { isFinal } from '../read/submission-view.js';
import { Cancellation } from './cancellation.js';
import { SubmissionRemoval } from './submission-removal.js';

const NOT_FOUND = { code: 'submission_not_found', detail: 'You have no submission 0199b1c2-...' } as const;
const BAD_ID = { code: 'invalid_request', detail: 'has to be a UUID', field: 'id' } as const;

@ApiTags('submissions')
@Requires('submit')
@Controller('api/v1/submissions')
export class CancelSubmissionController {
  constructor(
    private readonly reader: SubmissionReader,
    private readonly cancellation: Cancellation,
    private readonly removal: SubmissionRemoval,
    private readonly audit: AuditLog,
  ) {}

  @Delete(':id')
  @ApiOperation({
    operationId: 'SubmissionsController_cancel',
    summary: 'Cancel or remove a submission',
    description:
      'Ends a submission that is queued or running; its programs are killed, the row stays, and with it what a stress ' +
      'job has found. Removes a submission that is finished or cancelled.',
  })
  @ApiResponse({
    status: 200,
    description: 'Cancelled.',
    content: { 'application/json': { example: CANCELLED } },
  })
  @ApiResponse({ status: 204, description: 'Removed.' })
  @ApiProblems(BAD_ID, NOT_FOUND, {
    code: 'already_final',
    detail: 'The submission is finished by now; the same request again removes it.',
  })
  async cancelOrRemove(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SubmissionView | undefined> {
    const { ownerId, status } = await this.reader.requireOwn(caller, id);
    const isGone = isFinal({ status });
    const view = isGone
      ? await this.removal.remove({ id, ownerId })
      : (await this.cancellation.cancel(caller, id)).view;
    if (ownerId !== caller.ownerId)
      await this.audit.record({
        action: isGone ? 'submission.removed' : 'submission.cancelled',
        ...actorOf(caller, request),
        detail: { submissionId: id, ownerId },
      });
    if (view) return view;
    response.status(HttpStatus.NO_CONTENT);
    return undefined;
  }
}
