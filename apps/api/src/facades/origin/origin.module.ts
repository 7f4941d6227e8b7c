import { Module } from '@nestjs/common';
import { ClexModule } from '../../features/clex/clex.module.js';
import { SharesModule } from '../../features/shares/shares.module.js';
import { SubmissionsModule } from '../../features/submissions/submissions.module.js';
import { EvaluateController } from './evaluate.controller.js';
import { Evaluations } from './evaluations.js';

@Module({
  imports: [ClexModule, SharesModule, SubmissionsModule],
  controllers: [EvaluateController],
  providers: [Evaluations],
})
export class OriginModule {}
