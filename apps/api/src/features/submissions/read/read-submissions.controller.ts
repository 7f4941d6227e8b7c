import type { SubmissionView } from '@app/contracts';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../../accounts/access/caller.js';
import { ApiProblems } from '../../../platform/docs/problem-response.js';
import type { JsonBytes } from '../../../platform/http/answers/large-json.js';
import { UuidParamPipe } from '../../../platform/validation/uuid-param.pipe.js';
import { FINISHED, SUMMARY } from './examples.js';
import { SubmissionList, type SubmissionPage } from './submission-list.js';
import { ListSubmissionsQueryDto, ReadSubmissionQueryDto } from './submission-query.dto.js';
import { SubmissionReader } from './submission-reader.js';

const NOT_FOUND = { code: 'submission_not_found', detail: 'You have no submission 0199b1c2-...' } as const;
const BAD_ID = { code: 'invalid_request', detail: 'has to be a UUID', field: 'id' } as const;

@ApiTags('submissions')
@Requires('read')
@Controller('api/v1/submissions')
export class ReadSubmissionsController {
  constructor(
    private readonly reader: SubmissionReader,
    private readonly submissions: SubmissionList,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'SubmissionsController_list',
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
    return this.submissions.page(caller, query);
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'SubmissionsController_read',
    summary: 'Read a submission',
    description: 'What was asked, how far it is and what came out.',
  })
  @ApiResponse({
    status: 200,
    description: 'The submission.',
    content: { 'application/json': { example: FINISHED } },
  })
  @ApiProblems(BAD_ID, NOT_FOUND)
  async read(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
    @Query() { fields }: ReadSubmissionQueryDto,
  ): Promise<Partial<SubmissionView> | JsonBytes> {
    return this.reader.answer(caller, id, fields?.split(','));
  }
}
