import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../../features/submissions/submissions.module.js';
import { FacadeJobs } from './facade-jobs.js';

/** What every facade needs. */
@Module({ imports: [SubmissionsModule], providers: [FacadeJobs], exports: [FacadeJobs] })
export class FacadeModule {}
