import { Module } from '@nestjs/common';
import { ClexModule } from '../clex/clex.module.js';
import { ShareExpiry } from './share-expiry.js';
import { ShareQuota } from './share-quota.js';
import { SharesController } from './shares.controller.js';
import { Shares } from './shares.js';

@Module({
  imports: [ClexModule],
  controllers: [SharesController],
  providers: [Shares, ShareQuota, ShareExpiry],
  exports: [Shares],
})
export class SharesModule {}
