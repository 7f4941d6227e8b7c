import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsInt, IsUUID, Max, Min } from 'class-validator';
import type { Request, Response } from 'express';
import { AuditLog } from '../../../accounts/audit/audit-log.js';
import { Requires } from '../../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../../accounts/access/caller.js';
import { formToken } from '../../../platform/http/cross-site.js';
import { wantsPage } from '../../../accounts/auth/form-answer.js';
import { ApiPage } from '../../../accounts/auth/form-docs.js';
import { ApiProblems } from '../../../platform/docs/problem-response.js';
import { dashboardPage } from './dashboard-page.js';
import { sendPage } from '../../../platform/pages/page.js';
import { Secrets } from '../../../accounts/sessions/secrets.js';
import { ToNumber } from '../../../platform/validation/to-number.decorator.js';
import { Optional } from '../../../platform/validation/optional.decorator.js';
import { type Dashboard, DashboardReader } from './dashboard-reader.js';

const FORBIDDEN = { code: 'forbidden', detail: 'Only admins may do this.' } as const;
const EXAMPLE: Dashboard = {
  queue: { waiting: 12, running: 4, inQueue: 2, deadLetters: 0 },
  workers: [],
  throughput: { lastMinute: 31, lastHour: 1_804, lastDay: 20_113 },
  failures: { internalErrors: 0, deadLettered: 0 },
  slowestJobs: [],
  users: [],
};

export interface AuditView {
  id: string;
  at: string;
  action: string;
  actorId: string | null;
  subject: string | null;
  address: string | null;
  detail: Record<string, unknown> | null;
}
const EVENT: AuditView = {
  id: '0199b1c2-5f00-7abc-8def-0123456789ab',
  at: '2026-01-31T12:00:00.000Z',
  action: 'login.failed',
  actorId: null,
  subject: 'admin',
  address: '192.0.2.7',
  detail: null,
};

export class AuditQueryDto {
  /** How many at most; default 50. */
  @Optional()
  @ToNumber()
  @Max(200)
  @Min(1)
  @IsInt()
  limit: number = 50;

  /** The id after which to go on. */
  @Optional()
  @IsUUID()
  before?: string;
}

@ApiTags('admin')
@Requires('admin')
@Controller()
export class DashboardController {
  constructor(
    private readonly dashboard: DashboardReader,
    private readonly audit: AuditLog,
    private readonly secrets: Secrets,
  ) {}

  @Get('admin/dashboard')
  @ApiPage({
    summary: 'Open the dashboard',
    description: 'The page; programs get the same numbers as from `/api/v1/admin/dashboard`.',
    json: EXAMPLE,
  })
  @ApiProblems(FORBIDDEN)
  async page(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const data = await this.dashboard.read();
    if (!wantsPage(request) || caller.isAnonymous) return void response.json(data);
    const token = formToken(request.sessionID, this.secrets.forms);
    sendPage(response, 200, dashboardPage(data, caller.account.username, token));
  }

  @Get('api/v1/admin/dashboard')
  @ApiOperation({
    summary: 'Read the dashboard',
    description:
      'Queue, workers, throughput, failures, slowest jobs and users; `/admin/dashboard` shows it as a page.',
  })
  @ApiResponse({
    status: 200,
    description: 'The numbers.',
    content: { 'application/json': { example: EXAMPLE } },
  })
  @ApiProblems(FORBIDDEN)
  read(): Promise<Dashboard> {
    return this.dashboard.read();
  }

  @Get('api/v1/admin/audit')
  @ApiOperation({
    summary: 'Read the audit log',
    description:
      'Security events, newest first: logins, passwords, users, tokens, requests from other sites.',
  })
  @ApiResponse({
    status: 200,
    description: 'One page.',
    content: { 'application/json': { example: { items: [EVENT] } } },
  })
  @ApiProblems(FORBIDDEN)
  async events(@Query() { limit, before }: AuditQueryDto): Promise<{ items: AuditView[] }> {
    const rows = await this.audit.list(limit, before);
    return { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
  }
}
