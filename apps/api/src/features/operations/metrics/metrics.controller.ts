import type { AdminSubmissionRow, MetricsView } from '@app/contracts';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../../accounts/access/access.decorator.js';
import { ApiProblems } from '../../../platform/docs/problem-response.js';
import { AllSubmissionsQueryDto, MetricsQueryDto } from './metrics.dto.js';
import { Metrics } from './metrics.js';

const FORBIDDEN = { code: 'forbidden', detail: 'Only admins may do this.' } as const;
const METRICS: MetricsView = {
  now: {
    at: '2026-01-31T12:00:00.000Z',
    waiting: { interactive: 0, batch: 3 },
    running: 2,
    slots: 8,
    busy: 2,
    workers: 1,
    deadLetters: 0,
    oldestWaitingMs: 420,
  },
  storage: { databaseBytes: 12_345_678, submissions: 4_321 },
  stepMs: 60_000,
  points: [
    {
      at: '2026-01-31T11:59:00.000Z',
      finished: { accepted: 12, difference_found: 1 },
      cancelled: 0,
      created: 14,
      waitMs: { p50: 20, p95: 180 },
      runMs: { p50: 400, p95: 2_100 },
    },
  ],
};
const ROW: AdminSubmissionRow = {
  id: '0199b1c2-5f00-7abc-8def-0123456789ab',
  kind: 'stress',
  status: 'finished',
  verdict: 'difference_found',
  owner: 'ada',
  ownerId: '0199b1c2-5f00-7abc-8def-0123456789ac',
  languages: ['cpp', 'python'],
  createdAt: '2026-01-31T12:00:00.000Z',
  durationMs: 812,
};

/** Numbers for charts, and the lists that they lead to. */
@ApiTags('admin')
@Requires('admin')
@Controller('api/v1/admin')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get('metrics')
  @ApiOperation({
    summary: 'Read numbers over time',
    description:
      'How the service does now, and per step of the window: what ended how, waiting and running times.',
  })
  @ApiResponse({
    status: 200,
    description: 'The numbers, oldest first.',
    content: { 'application/json': { example: METRICS } },
  })
  @ApiProblems(FORBIDDEN, {
    code: 'invalid_request',
    detail: 'must not be less than 60000',
    field: 'windowMs',
  })
  read(@Query() { windowMs, stepMs }: MetricsQueryDto): Promise<MetricsView> {
    return this.metrics.read(windowMs, stepMs);
  }

  @Get('submissions')
  @ApiOperation({
    summary: "List everybody's submissions",
    description: 'Newest first, without requests and results.',
  })
  @ApiResponse({
    status: 200,
    description: 'One page. `nextCursor` is null on the last one.',
    content: { 'application/json': { example: { items: [ROW], nextCursor: null } } },
  })
  @ApiProblems(FORBIDDEN, { code: 'invalid_request', detail: 'must not be greater than 100', field: 'limit' })
  list(
    @Query() query: AllSubmissionsQueryDto,
  ): Promise<{ items: AdminSubmissionRow[]; nextCursor: string | null }> {
    return this.metrics.submissions(query);
  }
}
