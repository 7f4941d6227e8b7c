import { Module } from '@nestjs/common';
import { SuiteRows } from './suite-rows.js';
import { SuitesOfJobs } from './suites-of-jobs.js';

/** Suites as rows, for whoever judges by them or changes them. */
@Module({ providers: [SuiteRows, SuitesOfJobs], exports: [SuiteRows, SuitesOfJobs] })
export class SuiteStoreModule {}
