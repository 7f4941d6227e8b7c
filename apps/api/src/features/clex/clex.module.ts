import { Module } from '@nestjs/common';
import { ClexController } from './clex.controller.js';
import { ClexTexts } from './clex-texts.js';

/** The input-generator language. */
@Module({ controllers: [ClexController], providers: [ClexTexts], exports: [ClexTexts] })
export class ClexModule {}
