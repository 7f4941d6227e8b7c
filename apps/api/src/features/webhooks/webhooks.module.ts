import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { WebhookForms } from './webhook-forms.js';
import { WebhooksController } from './webhooks.controller.js';
import { Webhooks } from './webhooks.js';

@Module({
  imports: [SubmissionsModule],
  controllers: [WebhooksController],
  providers: [Webhooks, WebhookForms],
  exports: [WebhookForms],
})
export class WebhooksModule {}
