import { Module } from '@nestjs/common';
import { WebhooksModule } from '../../features/webhooks/webhooks.module.js';
import { FacadeModule } from '../common/facade.module.js';
import { Judge0Controller } from './judge0.controller.js';
import { Judge0InfoController } from './judge0-info.controller.js';
import { Judge0Submissions } from './judge0-submissions.js';

/** Judge0 CE 1.13.1, for its clients. */
@Module({
  imports: [FacadeModule, WebhooksModule],
  controllers: [Judge0Controller, Judge0InfoController],
  providers: [Judge0Submissions],
})
export class Judge0Module {}
