import type { LanguageView } from '@app/contracts';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../accounts/access/access.decorator.js';
import { LANGUAGES } from './examples.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { LanguageDirectory } from './language-directory.js';

@ApiTags('service')
@Public()
@Controller('api/v1/languages')
export class LanguagesController {
  constructor(private readonly languages: LanguageDirectory) {}

  @Get()
  // Workers come and go: kept copies are asked about, which costs no more than their ETag.
  @Header('cache-control', 'no-cache')
  @ApiOperation({
    summary: 'List languages',
    description: 'The languages that were seen to compile and run a program here.',
  })
  @ApiResponse({
    status: 200,
    description: 'The languages.',
    content: { 'application/json': { example: LANGUAGES } },
  })
  @ApiProblems({ code: 'no_worker', detail: 'Nobody runs programs for this api.' })
  list(): Promise<readonly LanguageView[]> {
    return this.languages.list();
  }
}
