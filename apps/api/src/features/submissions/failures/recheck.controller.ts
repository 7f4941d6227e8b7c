import type { AcceptedSubmission, SubmissionView } from '@app/contracts';
import { Body, Controller, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Requires } from '../../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../../accounts/access/caller.js';
import { ApiProblems } from '../../../platform/docs/problem-response.js';
import { UuidParamPipe } from '../../../platform/validation/uuid-param.pipe.js';
import { AnswersWithSubmission } from '../create/answers-with-submission.decorator.js';
import { CreateSubmissionQueryDto } from '../create/create-submission-query.dto.js';
import { EXAMPLE_PROGRAM } from '../create/kinds/examples.js';
import type { JudgeSubmissionDto } from '../create/kinds/judge.dto.js';
import { Submitter } from '../create/submitter.js';
import { FoundFailures } from './found-failures.js';
import { RecheckDto } from './recheck.dto.js';

/** A failure that does not come each time is looked for so often. */
const FLAKY_REPETITIONS = 3;

@ApiTags('submissions')
@Requires('submit')
@Controller('api/v1/submissions')
export class RecheckController {
  constructor(
    private readonly failures: FoundFailures,
    private readonly submitter: Submitter,
  ) {}

  @Post(':id/recheck')
  @ApiOperation({
    operationId: 'SubmissionsController_recheck',
    summary: 'Is it fixed?',
    description:
      'Runs another candidate on the inputs on which a stress submission found a difference: the smallest of each, and the ' +
      'one that was found first. Answers like `POST /api/v1/submissions`, with a submission of the kind judge; `accepted` ' +
      'means that it does what the reference did on all of them.',
  })
  @ApiBody({
    type: RecheckDto,
    examples: { fixed: { summary: 'Another candidate', value: { candidate: EXAMPLE_PROGRAM } } },
  })
  @AnswersWithSubmission()
  @ApiProblems(
    { code: 'invalid_request', detail: 'id: has to be a stress submission with a result', field: 'id' },
    { code: 'submission_not_found', detail: 'You have no submission 0199b1c2-....' },
  )
  async recheck(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
    @Query() { wait }: CreateSubmissionQueryDto,
    @Body() { candidate, failure }: RecheckDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AcceptedSubmission | SubmissionView> {
    const { request, tests, isFlaky } = await this.failures.find(caller, id, { field: 'id', failure }, true);
    const body = {
      kind: 'judge',
      program: candidate,
      tests,
      ...(request.checker && { checker: request.checker }),
      ...(request.limits && { limits: request.limits }),
      ...(isFlaky && { repetitions: FLAKY_REPETITIONS }),
    } as JudgeSubmissionDto;
    return this.submitter.submit(caller, body, { wait }, response);
  }
}
