import type { Config } from '@app/config';
import { type Cache, ResultCache } from '@app/results';
import { VaryingResults } from '@app/database';
import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CACHE, CONFIG } from '../../platform/environment/tokens.js';
import { OpenConnections } from '../../platform/live/open-connections.js';
import { ClexModule } from '../clex/clex.module.js';
import { USERS_PER_ADDRESS } from '../scheduling/payers.js';
import { SchedulingModule } from '../scheduling/scheduling.module.js';
import { SuiteStoreModule } from '../suite-store/suite-store.module.js';
import { CancelSubmissionController } from './cancel/cancel-submission.controller.js';
import { Cancellation } from './cancel/cancellation.js';
import { ChangeSubmissionController } from './change/change-submission.controller.js';
import { SubmissionChanges } from './change/submission-changes.js';
import { CreateSubmissionController } from './create/create-submission.controller.js';
import { NewSubmissions } from './create/new-submissions.js';
import { StoredQuota } from './create/stored-quota.js';
import { Submitter } from './create/submitter.js';
import { FoundFailures } from './failures/found-failures.js';
import { RecheckController } from './failures/recheck.controller.js';
import { SubmissionRows } from './create/submission-rows.js';
import { ExpectedCallbacks } from './expected-callbacks.js';
import { SubmissionWaiters } from './live/submission-waiters.js';
import { SubmissionsGateway } from './live/submissions.gateway.js';
import { SubmissionRemoval } from './cancel/submission-removal.js';
import { QueuePosition } from './read/queue-position.js';
import { SubmissionList } from './read/submission-list.js';
import { FinishedSubmissions } from './read/finished-submissions.js';
import { LargeReads } from './read/large-reads.js';
import { SubmissionBlobsController } from './read/blobs/submission-blobs.controller.js';
import { ReadSubmissionsController } from './read/read-submissions.controller.js';
import { SharedPages } from './read/shared-pages.js';
import { SubmissionReader } from './read/submission-reader.js';

/** Submissions: taken, read, followed and cancelled. */
@Module({
  imports: [ClexModule, SchedulingModule, SuiteStoreModule],
  controllers: [
    CreateSubmissionController,
    ReadSubmissionsController,
    SubmissionBlobsController,
    ChangeSubmissionController,
    CancelSubmissionController,
    RecheckController,
  ],
  providers: [
    {
      provide: ResultCache,
      inject: [CACHE, DataSource],
      useFactory: (cache: Cache, dataSource: DataSource) =>
        new ResultCache(cache, new VaryingResults(dataSource)),
    },
    {
      // Of all sockets, those of facades included.
      provide: OpenConnections,
      inject: [CONFIG],
      useFactory: ({ usage, maxOpenSockets }: Pick<Config, 'usage' | 'maxOpenSockets'>) =>
        new OpenConnections(usage.openSockets * USERS_PER_ADDRESS, maxOpenSockets),
    },
    Cancellation,
    ExpectedCallbacks,
    FinishedSubmissions,
    FoundFailures,
    LargeReads,
    NewSubmissions,
    QueuePosition,
    SharedPages,
    SubmissionChanges,
    SubmissionList,
    SubmissionRemoval,
    StoredQuota,
    SubmissionReader,
    SubmissionRows,
    SubmissionsGateway,
    SubmissionWaiters,
    Submitter,
  ],
  exports: [
    Cancellation,
    ExpectedCallbacks,
    FoundFailures,
    NewSubmissions,
    OpenConnections,
    StoredQuota,
    SubmissionReader,
    SubmissionWaiters,
  ],
})
export class SubmissionsModule {}
