import { Module } from '@nestjs/common';
import { SuiteRows } from './suite-rows.js';
import { SuitesOfJobs } from './suites-of-jobs.js';

/** Suites as rows, for the features that judge by them or change them. */
@Module({ providers: [SuiteRows, SuitesOfJobs], exports: [SuiteRows, SuitesOfJobs] })
export class SuiteStoreModule {}
