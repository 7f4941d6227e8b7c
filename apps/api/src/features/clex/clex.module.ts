import { Module } from '@nestjs/common';
import { SchedulingModule } from '../scheduling/scheduling.module.js';
import { ClexController } from './clex.controller.js';
import { ClexTexts } from './clex-texts.js';

/** The input-generator language. */
@Module({
  imports: [SchedulingModule],
  controllers: [ClexController],
  providers: [ClexTexts],
  exports: [ClexTexts],
})
export class ClexModule {}
