import { Module } from '@nestjs/common';
import { Backlog } from './backlog.js';
import { DrawingSeconds } from './drawing-seconds.js';
import { Dispatcher } from './dispatcher.js';
import { DueSubmissions } from './due-submissions.js';
import { Handover } from './handover.js';
import { Retention } from './retention.js';
import { Scheduling } from './scheduling.js';
import { SweepLease } from './sweep-lease.js';
import { Sweep } from './sweep.js';
import { UsageLimits } from './usage-limits.js';
import { WaitingRows } from './waiting-rows.js';
import { WorkerAllowances } from './worker-allowances.js';

/** When and where jobs run. */
@Module({
  providers: [
    Backlog,
    Dispatcher,
    DrawingSeconds,
    DueSubmissions,
    Handover,
    Retention,
    Scheduling,
    SweepLease,
    Sweep,
    UsageLimits,
    WaitingRows,
    WorkerAllowances,
  ],
  exports: [DrawingSeconds, Scheduling],
})
export class SchedulingModule {}
