import type { PublicWorkerView, WorkerView } from '@app/contracts';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller, seesEverything } from '../../accounts/access/caller.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { WorkerDirectory } from './worker-directory.js';

const EXAMPLE: WorkerView = {
  id: '5f0c7f0e-6f5e-4c57-9d0e-0d3c4c1f6a55',
  host: 'node-3',
  slots: 8,
  busy: 2,
  languages: [{ id: 'python', name: 'Python', version: '3.11.2', aliases: ['py'], kind: 'interpreted' }],
  runner: 'native',
  isolation: 'full',
  version: '0.1.0+box.1.0.0',
  calibrationMs: 48.21,
  startedAt: '2026-01-02T03:04:05.678Z',
  lastSeenAt: '2026-01-02T03:05:05.678Z',
};

@ApiTags('service')
@Controller('api/v1/workers')
export class WorkersController {
  constructor(private readonly workers: WorkerDirectory) {}

  @Get()
  @Requires('read')
  @ApiOperation({
    summary: 'List workers',
    description:
      'The workers that were seen within the last ten seconds, and what they offer; `host` for admins only.',
  })
  @ApiResponse({
    status: 200,
    description: 'The workers.',
    content: { 'application/json': { example: [EXAMPLE] } },
  })
  @ApiProblems({ code: 'unavailable', detail: 'The database does not answer; try again in a moment.' })
  async list(@CurrentCaller() caller: Caller): Promise<WorkerView[] | PublicWorkerView[]> {
    const workers = await this.workers.live();
    return seesEverything(caller) ? workers : workers.map(({ host: _host, ...rest }) => rest);
  }
}
