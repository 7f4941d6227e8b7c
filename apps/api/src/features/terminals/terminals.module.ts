import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { LiveRuns } from './live-runs.js';
import { TerminalsGateway } from './terminals.gateway.js';

/** Programs that are talked to while they run. */
@Module({
  imports: [SubmissionsModule],
  providers: [LiveRuns, TerminalsGateway],
  exports: [LiveRuns],
})
export class TerminalsModule {}
