import { All, Controller, Get, Req, UseFilters } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Public, Requires } from '../../accounts/access/access.decorator.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { objectOf } from './piston-body.js';
import { PistonError } from './piston-error.js';
import { PistonFilter } from './piston.filter.js';

const HERE = { message: 'Piston v3.1.1' };

/** What is at no address of Piston's, and that it is there at all. The last of its controllers. */
@ApiTags('piston')
@UseFilters(PistonFilter)
@Controller('piston')
export class PistonRootController {
  @Public()
  @Get()
  @FacadeDocs({
    summary: 'Say that it is there',
    description: 'With the version that the original has.',
    answer: HERE,
  })
  root(): object {
    return HERE;
  }

  @All('*path')
  @ApiExcludeEndpoint()
  @Requires('read')
  async nothing(@Req() request: Request): Promise<never> {
    // The form of a body is looked at before its address.
    if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method)) await objectOf(request);
    throw new PistonError(404, 'Not Found');
  }
}
