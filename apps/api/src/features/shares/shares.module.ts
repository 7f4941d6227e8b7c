import { Module } from '@nestjs/common';
import { ShareExpiry } from './share-expiry.js';
import { ShareQuota } from './share-quota.js';
import { SharesController } from './shares.controller.js';
import { SharesService } from './shares.service.js';

@Module({
  controllers: [SharesController],
  providers: [SharesService, ShareQuota, ShareExpiry],
  exports: [SharesService],
})
export class SharesModule {}
