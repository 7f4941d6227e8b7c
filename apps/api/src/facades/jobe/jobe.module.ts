import { Module } from '@nestjs/common';
import { FacadeModule } from '../common/facade.module.js';
import { JobeController } from './jobe.controller.js';

/** Jobe's api, for Moodle's CodeRunner. */
@Module({ imports: [FacadeModule], controllers: [JobeController] })
export class JobeModule {}
