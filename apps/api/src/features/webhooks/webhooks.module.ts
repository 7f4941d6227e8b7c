import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { WebhookForms } from './webhook-forms.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  imports: [SubmissionsModule],
  controllers: [WebhooksController],
  providers: [WebhooksService, WebhookForms],
  exports: [WebhookForms],
})
export class WebhooksModule {}
