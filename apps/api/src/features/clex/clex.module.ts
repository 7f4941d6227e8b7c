import { Module } from '@nestjs/common';
import { ClexController } from './clex.controller.js';

/** The input-generator language. */
@Module({ controllers: [ClexController] })
export class ClexModule {}
