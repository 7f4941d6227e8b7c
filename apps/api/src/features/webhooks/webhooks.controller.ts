import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { actorOf } from '../../accounts/audit/actor-of.js';
import { AuditLog } from '../../accounts/audit/audit-log.js';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { SubmissionReader } from '../submissions/read/submission-reader.js';
import { UuidParamPipe } from '../../platform/validation/uuid-param.pipe.js';
import { type DeliveryView, Webhooks } from './webhooks.js';

const DELIVERY: DeliveryView = {
  id: '0199b1c2-5f00-7abc-8def-0123456789ab',
  attempt: 1,
  startedAt: '2026-01-31T12:00:00.000Z',
  durationMs: 84,
  responseStatus: 500,
  error: 'answered 500',
};

@ApiTags('webhooks')
@Controller('api/v1')
export class WebhooksController {
  constructor(
    private readonly webhooks: Webhooks,
    private readonly reader: SubmissionReader,
    private readonly audit: AuditLog,
  ) {}

  @Get('submissions/:id/deliveries')
  @Requires('read')
  @ApiOperation({
    summary: 'List webhook deliveries',
    description: "Every attempt to tell a submission's `callbackUrl` that it is final, oldest first.",
  })
  @ApiResponse({
    status: 200,
    description: 'The attempts.',
    content: { 'application/json': { example: { items: [DELIVERY] } } },
  })
  @ApiProblems({ code: 'submission_not_found', detail: 'You have no submission 0199b1c2-...' })
  async deliveries(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
  ): Promise<{ items: DeliveryView[] }> {
    await this.reader.requireOwn(caller, id);
    return { items: await this.webhooks.deliveries(id) };
  }

  @Get('webhooks/secret')
  @Requires('account')
  @ApiOperation({
    summary: 'Read your webhook secret',
    description:
      'Signs the webhooks of your submissions that bring no `callbackSecret`, as https://www.standardwebhooks.com says.',
  })
  @ApiResponse({
    status: 200,
    description: 'The secret.',
    content: { 'application/json': { example: { secret: 'whsec_...' } } },
  })
  @ApiProblems({ code: 'login_required', detail: 'Log in at /login.' })
  async secret(@CurrentCaller() caller: Caller, @Req() request: Request): Promise<{ secret: string }> {
    const event = { action: 'webhook_secret.read', ...actorOf(caller, request) } as const;
    await this.audit.recordRarely(caller.ownerId, event);
    return { secret: this.webhooks.secretOf(caller.ownerId) };
  }
}
