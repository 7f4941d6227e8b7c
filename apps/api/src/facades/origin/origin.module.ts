import { Module } from '@nestjs/common';
import { ClexModule } from '../../features/clex/clex.module.js';
import { SharesModule } from '../../features/shares/shares.module.js';
import { SubmissionsModule } from '../../features/submissions/submissions.module.js';
import { EvaluateController } from './evaluate.controller.js';
import { EvaluateService } from './evaluate.service.js';

@Module({
  imports: [ClexModule, SharesModule, SubmissionsModule],
  controllers: [EvaluateController],
  providers: [EvaluateService],
})
export class OriginModule {}
