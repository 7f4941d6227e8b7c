import { All, Controller, Get, UseFilters } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { Public, Requires } from '../../accounts/access/access.decorator.js';
import { FacadeDocs } from '../common/facade-docs.js';
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
  nothing(): never {
    throw new PistonError(404, 'Not Found');
  }
}
