import { type DoctorView, WORKER_GONE_AFTER_MS } from '@app/contracts';
import { WorkerReport } from '@app/database';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { StorageWatch } from '../../../platform/environment/storage-watch.js';
import { Requires } from '../../../accounts/access/access.decorator.js';

const EXAMPLE: DoctorView = {
  healthy: false,
  api: [
    {
      id: 'storage',
      ok: true,
      required: true,
      detail: '41870 MiB left on the disk of the embedded database',
      cure: '',
    },
  ],
  workers: [
    {
      id: '5f0c7f0e-6f5e-4c57-9d0e-0d3c4c1f6a55',
      host: 'node-3',
      problem: null,
      report: {
        runner: 'native',
        isolation: 'full',
        healthy: false,
        checkedAt: '2026-01-02T03:04:05.678Z',
        checks: [
          {
            id: 'seccomp',
            ok: true,
            required: true,
            detail: '426 instructions; threads only',
            cure: '',
          },
          {
            id: 'user_namespace',
            ok: false,
            required: true,
            detail: 'create namespaces: Operation not permitted',
            cure: 'sysctl -w kernel.unprivileged_userns_clone=1',
          },
        ],
      },
    },
  ],
};

/** What stands between hostile programs and the machines, as each worker's doctor found it by trying. */
@ApiTags('admin')
@Requires('admin')
@Controller('api/v1/doctor')
export class DoctorController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly storage: StorageWatch,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Read the doctor',
    description:
      'The isolation in force on every live worker, layer by layer, each verified by a probe within the last minute, with the cure where one is missing.',
  })
  @ApiResponse({
    status: 200,
    description: 'The findings; read `healthy` first.',
    content: { 'application/json': { example: EXAMPLE } },
  })
  async read(): Promise<DoctorView> {
    const rows = await this.dataSource
      .getRepository(WorkerReport)
      .createQueryBuilder('worker')
      .where(`worker.lastSeenAt > now() - :goneAfterMs * interval '1 millisecond'`, {
        goneAfterMs: WORKER_GONE_AFTER_MS,
      })
      .orderBy('worker.host')
      .addOrderBy('worker.id')
      .getMany();
    const workers = rows.map(({ id, host, problem, doctor }) => ({ id, host, problem, report: doctor }));
    const api = [this.storage.check()];
    const healthy =
      api.every(({ ok }) => ok) &&
      workers.length > 0 &&
      workers.every(({ problem, report }) => problem === null && report?.healthy);
    return { healthy, api, workers };
  }
}
