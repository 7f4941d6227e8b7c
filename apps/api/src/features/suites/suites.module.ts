import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { SuiteStoreModule } from '../suite-store/suite-store.module.js';
import { BlobSweep } from './blob-sweep.js';
import { Imports } from './imports.js';
import { SuitesController } from './suites.controller.js';
import { Suites } from './suites.js';
import { Validation } from './validators.js';
import { Verification } from './verification.js';

/** Tests as things of their own: suites, import of packages, verification of their solutions. */
@Module({
  imports: [SuiteStoreModule, SubmissionsModule],
  controllers: [SuitesController],
  providers: [BlobSweep, Imports, Suites, Validation, Verification],
})
export class SuitesModule {}
