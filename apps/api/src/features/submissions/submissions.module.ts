import { type Cache, ResultCache } from '@app/results';
import { VaryingResults } from '@app/database';
import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CACHE } from '../../platform/environment/tokens.js';
import { UsageLimits } from '../scheduling/usage-limits.js';
import { WorkerShare } from '../scheduling/worker-allowances.js';
import { Backlog } from '../scheduling/backlog.js';
import { Cancellation } from './cancel/cancellation.js';
import { Dispatcher } from '../scheduling/dispatcher.js';
import { DueSubmissions } from '../scheduling/due-submissions.js';
import { SweepLease } from '../scheduling/sweep-lease.js';
import { FinishedSubmissions } from './read/finished-submissions.js';
import { Insertions } from './create/insertions.js';
import { SubmissionStore } from './create/submission-rows.js';
import { SubmissionWaiters } from './live/submission-waiters.js';
import { SubmissionsController } from './submissions.controller.js';
import { SubmissionsGateway } from './live/submissions.gateway.js';
import { SubmissionsService } from './submissions.service.js';
import { SweepService } from '../scheduling/sweep.service.js';
import { WaitingRows } from '../scheduling/waiting-rows.js';

@Module({
  controllers: [SubmissionsController],
  providers: [
    {
      provide: ResultCache,
      inject: [CACHE, DataSource],
      useFactory: (cache: Cache, dataSource: DataSource) =>
        new ResultCache(cache, new VaryingResults(dataSource)),
    },
    Backlog,
    Cancellation,
    Dispatcher,
    UsageLimits,
    WorkerShare,
    WaitingRows,
    DueSubmissions,
    SweepLease,
    Insertions,
    SubmissionStore,
    SubmissionsService,
    FinishedSubmissions,
    SubmissionWaiters,
    SubmissionsGateway,
    SweepService,
  ],
  exports: [SubmissionsService, SubmissionWaiters],
})
export class SubmissionsModule {}
