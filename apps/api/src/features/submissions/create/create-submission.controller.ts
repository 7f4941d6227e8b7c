import type { AcceptedSubmission, SubmissionView } from '@app/contracts';
import { Body, Controller, Headers, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiHeader, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Response } from 'express';
import { Requires } from '../../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../../accounts/access/caller.js';
import { ApiProblems } from '../../../platform/docs/problem-response.js';
import { AnswersWithSubmission } from './answers-with-submission.decorator.js';
import { CreateSubmissionQueryDto } from './create-submission-query.dto.js';
import { CHECKER_DTOS } from './dto/checker.dto.js';
import { GENERATOR_DTOS } from './dto/generator.dto.js';
import { checkIdempotencyKey } from './idempotency-key.js';
import { type CreateSubmissionDto, requestKinds } from './kinds/index.js';
import { SubmissionBodyPipe } from './submission-body.pipe.js';
import { Submitter } from './submitter.js';

const KINDS_TAKEN = requestKinds();
const DTOS = KINDS_TAKEN.map(({ dto }) => dto);

@ApiTags('submissions')
@ApiExtraModels(...DTOS, ...CHECKER_DTOS, ...GENERATOR_DTOS)
@Requires('submit')
@Controller('api/v1/submissions')
export class CreateSubmissionController {
  constructor(private readonly submitter: Submitter) {}

  @Post()
  @ApiOperation({
    operationId: 'SubmissionsController_create',
    summary: 'Submit programs',
    description:
      'Takes a run, a judge or a stress submission and answers at once; the result is read with ' +
      '`GET /api/v1/submissions/{id}` or followed over Socket.IO. With `?wait=SECONDS` the answer is held until the ' +
      'submission is final and is then the whole of it. Runs and requests with `wait` overtake others, a few of each user at a time.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key with the same body gives the first answer again; with another body 422.',
  })
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description:
      'With `reuse` (RFC 7240) work that was done before may be answered with the result it had then; the submission ' +
      'says `cached: true`. Without it the programs run.',
  })
  @ApiBody({
    schema: {
      oneOf: DTOS.map((dto) => ({ $ref: getSchemaPath(dto) })),
      discriminator: {
        propertyName: 'kind',
        mapping: Object.fromEntries(KINDS_TAKEN.map(({ kind, dto }) => [kind, getSchemaPath(dto)])),
      },
    },
    examples: Object.fromEntries(KINDS_TAKEN.map(({ kind, example }) => [kind, example])),
  })
  @AnswersWithSubmission()
  @ApiProblems(
    {
      code: 'invalid_request',
      detail: 'unknown language; known here are: python',
      field: 'program.language',
    },
    { code: 'malformed_json', detail: 'Not JSON from line 1, column 9 on (position 8).' },
    { code: 'invalid_clex', detail: 'This group is never closed', field: 'generator.clex' },
    { code: 'login_required', detail: 'Only users who are logged in may submit here.' },
    { code: 'too_many_requests', detail: 'At most 600 requests in a minute; go on in 12 seconds.' },
    { code: 'too_many_jobs', detail: 'You have 1000 submissions waiting; go on when some of them are done.' },
    { code: 'body_too_large', detail: 'A body may have at most 16777216 bytes.' },
    { code: 'unsupported_media_type', detail: 'Send content-type: application/json.' },
    { code: 'idempotency_key_reused', detail: 'This Idempotency-Key came with another body before.' },
    { code: 'queue_full', detail: '100000 submissions are waiting already; try again in a moment.' },
    { code: 'no_worker', detail: 'No worker is connected.' },
  )
  async create(
    @CurrentCaller() caller: Caller,
    @Query() { wait }: CreateSubmissionQueryDto,
    @Body(SubmissionBodyPipe) body: CreateSubmissionDto,
    @Headers('idempotency-key') givenKey: string | undefined,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AcceptedSubmission | SubmissionView> {
    const idempotencyKey = checkIdempotencyKey(givenKey);
    const reuse = /(?:^|,)\s*reuse\s*(?:[,;]|$)/i.test(prefer ?? '');
    return this.submitter.submit(caller, body, { wait, idempotencyKey, reuse }, response);
  }
}
