import { Module } from '@nestjs/common';
import { WebhooksModule } from '../../features/webhooks/webhooks.module.js';
import { FacadeModule } from '../common/facade.module.js';
import { Judge0BatchController } from './judge0-batch.controller.js';
import { Judge0Controller } from './judge0.controller.js';
import { Judge0InfoController } from './judge0-info.controller.js';
import { Judge0LanguagesController } from './judge0-languages.controller.js';
import { Judge0Statistics } from './judge0-statistics.js';
import { Judge0Submissions } from './judge0-submissions.js';

/** Judge0 CE 1.13.1, for its clients. */
@Module({
  imports: [FacadeModule, WebhooksModule],
  // Paths that a later one would match too come first: the last answers for all that is not there.
  controllers: [Judge0BatchController, Judge0Controller, Judge0LanguagesController, Judge0InfoController],
  providers: [Judge0Submissions, Judge0Statistics],
})
export class Judge0Module {}
