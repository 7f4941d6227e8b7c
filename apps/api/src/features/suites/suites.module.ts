import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { SuiteStoreModule } from '../suite-store/suite-store.module.js';
import { BlobSweep } from './blob-sweep.js';
import { Imports } from './import.service.js';
import { SuitesController } from './suites.controller.js';
import { SuitesService } from './suites.service.js';
import { Validation } from './validators.js';
import { Verification } from './verification.js';

/** Tests as things of their own: suites, import of packages, verification of their solutions. */
@Module({
  imports: [SuiteStoreModule, SubmissionsModule],
  controllers: [SuitesController],
  providers: [BlobSweep, Imports, SuitesService, Validation, Verification],
})
export class SuitesModule {}
