import { Module } from '@nestjs/common';
import { FacadeModule } from '../common/facade.module.js';
import { PistonController } from './piston.controller.js';

/** Piston's api, for its clients. */
@Module({ imports: [FacadeModule], controllers: [PistonController] })
export class PistonModule {}
