import type { Config } from '@app/config';
import { KINDS, type AcceptedSubmission, type SubmissionView } from '@app/contracts';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpStatus,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { actorOf } from '../../accounts/audit/actor-of.js';
import { AuditService } from '../../accounts/audit/audit.service.js';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller, roleOf } from '../../accounts/access/caller.js';
import { ACCEPTED, CANCELLED, FINISHED, SUBMISSION_REQUESTS, SUMMARY } from '../../platform/docs/examples.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { clientGone } from '../../platform/http/client-gone.js';
import { LanguageDirectory } from '../languages/language-directory.js';
import { limitsOf } from './create/execution-limits.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { UuidParamPipe } from '../../platform/validation/uuid-param.pipe.js';
import { checkRequest } from './create/check-request.js';
import { CHECKER_DTOS } from './create/dto/checker.dto.js';
import { type CreateSubmissionDto, SUBMISSION_DTOS } from './create/dto/create-submission.dto.js';
import { GENERATOR_DTOS } from './create/dto/generator.dto.js';
import { CreateSubmissionQueryDto, ListSubmissionsQueryDto } from './read/submission-query.dto.js';
import { checkIdempotencyKey } from './create/idempotency-key.js';
import { SubmissionBodyPipe } from './create/submission-body.pipe.js';
import { isFinal } from './read/submission-view.js';
import { SubmissionWaiters } from './live/submission-waiters.js';
import { type SubmissionPage, SubmissionsService } from './submissions.service.js';

const PATH = 'api/v1/submissions';
const DTOS = Object.values(SUBMISSION_DTOS);
const NOT_FOUND = { code: 'submission_not_found', detail: 'You have no submission 0199b1c2-...' } as const;
const BAD_ID = { code: 'invalid_request', detail: 'has to be a UUID', field: 'id' } as const;

@ApiTags('submissions')
@ApiExtraModels(...DTOS, ...CHECKER_DTOS, ...GENERATOR_DTOS)
@Requires('read')
@Controller(PATH)
export class SubmissionsController {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly waiters: SubmissionWaiters,
    private readonly languages: LanguageDirectory,
    private readonly audit: AuditService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'production'>,
  ) {}

  @Post()
  @Requires('submit')
  @ApiOperation({
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
    name: 'Cache-Control',
    required: false,
    description:
      'With `no-cache` the programs run. Without it, work that the same user had done before is answered with the ' +
      'result it had then, and the submission says `cached: true`.',
  })
  @ApiBody({
    schema: {
      oneOf: DTOS.map((dto) => ({ $ref: getSchemaPath(dto) })),
      discriminator: {
        propertyName: 'kind',
        mapping: Object.fromEntries(
          Object.entries(SUBMISSION_DTOS).map(([kind, dto]) => [kind, getSchemaPath(dto)]),
        ),
      },
    },
    examples: SUBMISSION_REQUESTS,
  })
  @ApiResponse({
    status: 202,
    description: 'Accepted.',
    content: { 'application/json': { example: ACCEPTED } },
  })
  @ApiResponse({
    status: 201,
    description: 'Final within the time of `wait`.',
    content: { 'application/json': { example: FINISHED } },
  })
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
    { code: 'not_supported', detail: 'Submissions of kind interact are not supported yet.' },
  )
  async create(
    @CurrentCaller() caller: Caller,
    @Query() { wait }: CreateSubmissionQueryDto,
    @Body(SubmissionBodyPipe) body: CreateSubmissionDto,
    @Headers('idempotency-key') givenKey: string | undefined,
    @Headers('cache-control') cacheControl: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AcceptedSubmission | SubmissionView> {
    const idempotencyKey = checkIdempotencyKey(givenKey);
    const ranges = limitsOf(roleOf(caller), this.config.production);
    await checkRequest(body, this.languages, ranges);
    const priority = wait ? 'interactive' : KINDS[body.kind].defaultPriority;
    // RFC 9111, section 5.2.1.4: the answer must not come from a cache.
    const fresh = /(?:^|,)\s*no-(?:cache|store)\b/i.test(cacheControl ?? '');
    const accepted = await this.submissions.create(caller, body, { priority, idempotencyKey, fresh });
    response.location(`/${PATH}/${accepted.id}`).status(HttpStatus.ACCEPTED);
    if (!wait) return accepted;
    await this.waiters.untilFinal(accepted.id, wait * 1000, clientGone(response));
    const view = await this.submissions.get(caller, accepted.id);
    if (!isFinal(view)) return accepted;
    response.status(HttpStatus.CREATED);
    return view;
  }

  @Get()
  @ApiOperation({
    summary: 'List submissions',
    description: "The caller's own submissions, newest first, without requests and results.",
  })
  @ApiResponse({
    status: 200,
    description: 'One page. `nextCursor` is null on the last one.',
    content: { 'application/json': { example: { items: [SUMMARY], nextCursor: null } } },
  })
  @ApiProblems({ code: 'invalid_request', detail: 'must not be greater than 100', field: 'limit' })
  list(@CurrentCaller() caller: Caller, @Query() query: ListSubmissionsQueryDto): Promise<SubmissionPage> {
    return this.submissions.list(caller, query);
  }

  @Get(':id')
  @ApiOperation({
    summary: 'Read a submission',
    description: 'What was asked, how far it is and what came out.',
  })
  @ApiResponse({
    status: 200,
    description: 'The submission.',
    content: { 'application/json': { example: FINISHED } },
  })
  @ApiProblems(BAD_ID, NOT_FOUND)
  read(@CurrentCaller() caller: Caller, @Param('id', UuidParamPipe) id: string): Promise<SubmissionView> {
    return this.submissions.get(caller, id);
  }

  @Delete(':id')
  @Requires('submit')
  @ApiOperation({
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
    const { view, ownerId } = await this.submissions.cancel(caller, id);
    if (ownerId !== caller.ownerId)
      await this.audit.record({
        action: 'submission.cancelled',
        ...actorOf(caller, request),
        detail: { submissionId: id, ownerId },
      });
    return view;
  }
}
