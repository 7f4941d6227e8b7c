import type { SubmissionView } from '@app/contracts';
import { Controller, Delete, Param, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Requires } from '../../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../../accounts/access/caller.js';
import { actorOf } from '../../../accounts/audit/actor-of.js';
import { AuditService } from '../../../accounts/audit/audit.service.js';
import { ApiProblems } from '../../../platform/docs/problem-response.js';
import { UuidParamPipe } from '../../../platform/validation/uuid-param.pipe.js';
import { CANCELLED } from '../read/examples.js';
import { Cancellation } from './cancellation.js';

const NOT_FOUND = { code: 'submission_not_found', detail: 'You have no submission 0199b1c2-...' } as const;
const BAD_ID = { code: 'invalid_request', detail: 'has to be a UUID', field: 'id' } as const;

@ApiTags('submissions')
@Requires('submit')
@Controller('api/v1/submissions')
export class CancelSubmissionController {
  constructor(
    private readonly cancellation: Cancellation,
    private readonly audit: AuditService,
  ) {}

  @Delete(':id')
  @ApiOperation({
    operationId: 'SubmissionsController_cancel',
    summary: 'Cancel a submission',
    description:
      'Ends a submission that is queued or running; its programs are killed. The row stays, and with it what a stress job has found.',
  })
  @ApiResponse({
    status: 200,
    description: 'Cancelled.',
    content: { 'application/json': { example: CANCELLED } },
  })
  @ApiProblems(BAD_ID, NOT_FOUND, {
    code: 'already_final',
    detail: 'The submission is finished; nothing to cancel.',
  })
  async cancel(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
    @Req() request: Request,
  ): Promise<SubmissionView> {
    const { view, ownerId } = await this.cancellation.cancel(caller, id);
    if (ownerId !== caller.ownerId)
      await this.audit.record({
        action: 'submission.cancelled',
        ...actorOf(caller, request),
        detail: { submissionId: id, ownerId },
      });
    return view;
  }
}
