import { Module } from '@nestjs/common';
import { ClexModule } from '../clex/clex.module.js';
import { ShareExpiry } from './share-expiry.js';
import { ShareQuota } from './share-quota.js';
import { SharesController } from './shares.controller.js';
import { SharesService } from './shares.service.js';

@Module({
  imports: [ClexModule],
  controllers: [SharesController],
  providers: [SharesService, ShareQuota, ShareExpiry],
  exports: [SharesService],
})
export class SharesModule {}
