import { type Cache, ResultCache } from '@app/cache';
import { VaryingResults } from '@app/entities';
import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CACHE } from '../tokens.js';
import { UsageLimits } from '../limits/usage-limits.js';
import { WorkerShare } from '../limits/worker-share.js';
import { Backlog } from './backlog.js';
import { Cancellation } from './cancellation.js';
import { Dispatcher } from './dispatcher.js';
import { DueSubmissions } from './due-submissions.js';
import { SweepLease } from './sweep-lease.js';
import { FinishedSubmissions } from './finished-submissions.js';
import { Insertions } from './insertions.js';
import { SubmissionStore } from './submission-store.js';
import { SubmissionWaiters } from './submission-waiters.js';
import { SubmissionsController } from './submissions.controller.js';
import { SubmissionsGateway } from './submissions.gateway.js';
import { SubmissionsService } from './submissions.service.js';
import { SweepService } from './sweep.service.js';
import { WaitingRows } from './waiting-rows.js';

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
