import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../../features/submissions/submissions.module.js';
import { TerminalsModule } from '../../features/terminals/terminals.module.js';
import { FacadeUpgrades } from './facade-upgrades.js';
import { FacadeJobs } from './facade-jobs.js';

/** What every facade needs. */
@Module({
  imports: [SubmissionsModule, TerminalsModule],
  providers: [FacadeJobs, FacadeUpgrades],
  exports: [FacadeJobs, FacadeUpgrades],
})
export class FacadeModule {}
