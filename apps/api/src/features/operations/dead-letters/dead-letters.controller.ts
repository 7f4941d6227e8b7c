import { Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { actorOf } from '../../../accounts/audit/actor-of.js';
import { AuditLog } from '../../../accounts/audit/audit-log.js';
import { Requires } from '../../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../../accounts/access/caller.js';
import { ApiProblems } from '../../../platform/docs/problem-response.js';
import { UuidParamPipe } from '../../../platform/validation/uuid-param.pipe.js';
import { type DeadLetters, DeadLetterRows } from './dead-letter-rows.js';

const EXAMPLE: DeadLetters = {
  items: [
    {
      id: '0199b1c2-5f00-7abc-8def-0123456789ab',
      kind: 'run',
      ownerId: 'anonymous',
      languages: ['cpp'],
      tries: 4,
      reason: 'the job was begun 3 times and never came to an end',
      createdAt: '2026-01-02T03:04:05.678Z',
      deadLetteredAt: '2026-01-02T03:05:05.678Z',
    },
  ],
  total: 1,
  messagesInQueue: 2,
  orphans: [{ submissionId: null, lastError: null }],
};
const NOT_FOUND = { code: 'dead_letter_not_found', detail: 'There is no dead letter 0199b1c2-...' } as const;
const BAD_ID = { code: 'invalid_request', detail: 'has to be a UUID', field: 'id' } as const;

/** Jobs that kept killing their workers, for an operator to look at. */
@ApiTags('admin')
@Requires('admin')
@Controller('api/v1/admin/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly deadLetters: DeadLetterRows,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List dead letters',
    description:
      'Jobs that were given up after three tries that killed their workers, the newest first; and messages in the dead-letter queue that belong to none of them.',
  })
  @ApiResponse({
    status: 200,
    description: 'The dead letters.',
    content: { 'application/json': { example: EXAMPLE } },
  })
  list(): Promise<DeadLetters> {
    return this.deadLetters.list();
  }

  @Post(':id/retry')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Retry a dead letter',
    description: 'Puts the job into the queue again, as if it had never been tried.',
  })
  @ApiResponse({ status: 204, description: 'Queued again.' })
  @ApiProblems(BAD_ID, NOT_FOUND)
  async retry(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
    @Req() request: Request,
  ): Promise<void> {
    await this.deadLetters.retry(id);
    await this.audit.record({
      action: 'dead_letter.retried',
      ...actorOf(caller, request),
      detail: { submissionId: id },
    });
  }

  @Delete('orphans')
  @ApiOperation({
    summary: 'Drop orphaned messages',
    description:
      'Takes those messages out of the dead-letter queue that belong to no job of the list, a thousand at most. Submissions stay as they are.',
  })
  @ApiResponse({
    status: 200,
    description: 'How many there were.',
    content: { 'application/json': { example: { dropped: 1 } } },
  })
  @ApiProblems({ code: 'unavailable', detail: 'The queue does not answer; try again in a moment.' })
  async dropOrphans(@CurrentCaller() caller: Caller, @Req() request: Request): Promise<{ dropped: number }> {
    const dropped = await this.deadLetters.dropOrphans();
    await this.audit.record({
      action: 'dead_letter.dropped',
      ...actorOf(caller, request),
      detail: { dropped },
    });
    return { dropped };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Drop a dead letter',
    description: 'Takes the job from the list; its submission stays as it ended.',
  })
  @ApiResponse({ status: 204, description: 'Dropped.' })
  @ApiProblems(BAD_ID, NOT_FOUND)
  async drop(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
    @Req() request: Request,
  ): Promise<void> {
    await this.deadLetters.drop(id);
    await this.audit.record({
      action: 'dead_letter.dropped',
      ...actorOf(caller, request),
      detail: { submissionId: id },
    });
  }
}
