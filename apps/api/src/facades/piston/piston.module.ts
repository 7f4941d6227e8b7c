import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../../features/submissions/submissions.module.js';
import { FacadeModule } from '../common/facade.module.js';
import { PistonConnect } from './connect/piston-connect.js';
import { PistonController } from './piston.controller.js';
import { PistonFirstController } from './piston-first.controller.js';
import { PistonJobs } from './piston-jobs.js';
import { PistonPackagesController } from './piston-packages.controller.js';
import { PistonRootController } from './piston-root.controller.js';

/** Piston's api, for its clients. */
@Module({
  imports: [FacadeModule, SubmissionsModule],
  controllers: [PistonController, PistonPackagesController, PistonFirstController, PistonRootController],
  providers: [PistonJobs, PistonConnect],
})
export class PistonModule {}
