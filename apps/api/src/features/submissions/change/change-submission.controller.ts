import type { SubmissionView } from '@app/contracts';
import { Body, Controller, Param, Patch } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../../accounts/access/caller.js';
import { ApiProblems } from '../../../platform/docs/problem-response.js';
import { UuidParamPipe } from '../../../platform/validation/uuid-param.pipe.js';
import { FINISHED } from '../read/examples.js';
import { ChangeSubmissionDto } from './change-submission.dto.js';
import { SubmissionChanges } from './submission-changes.js';

@ApiTags('submissions')
@Requires('submit')
@Controller('api/v1/submissions')
export class ChangeSubmissionController {
  constructor(private readonly changes: SubmissionChanges) {}

  @Patch(':id')
  @ApiOperation({
    operationId: 'SubmissionsController_change',
    summary: 'Rename or publish a submission',
    description: 'What is not named stays as it is.',
  })
  @ApiBody({
    type: ChangeSubmissionDto,
    examples: { publish: { value: { name: 'the one that works', public: true } } },
  })
  @ApiResponse({
    status: 200,
    description: 'The submission as it is now.',
    content: { 'application/json': { example: FINISHED } },
  })
  @ApiProblems(
    { code: 'submission_not_found', detail: 'You have no submission 0199b1c2-...' },
    { code: 'invalid_request', detail: 'has to be a string', field: 'name' },
  )
  change(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
    @Body() body: ChangeSubmissionDto,
  ): Promise<SubmissionView> {
    return this.changes.change(caller, id, body);
  }
}
