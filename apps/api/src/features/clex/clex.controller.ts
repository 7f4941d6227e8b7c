import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { randomBytes } from 'node:crypto';
import { Requires } from '../../accounts/access/access.decorator.js';
import { CLEX_PROBLEM, GENERATE_REQUEST, GENERATED } from './examples.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { GenerateInputsDto } from './generate.dto.js';
import { JsonBytes } from '../../platform/http/answers/large-json.js';
import { ClexTexts } from './clex-texts.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';

@ApiTags('clex')
@Requires('read')
@Controller('api/v1/clex')
export class ClexController {
  constructor(private readonly texts: ClexTexts) {}

  @Post('generate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Draw inputs',
    description:
      'Draws inputs from a clex text; the same text, seed, index and strategy give the same input, in a job too.',
  })
  @ApiBody({ type: GenerateInputsDto, examples: { two: { summary: 'Two inputs', value: GENERATE_REQUEST } } })
  @ApiResponse({
    status: 200,
    description: 'The inputs.',
    content: { 'application/json': { example: GENERATED } },
  })
  @ApiProblems(
    { code: 'invalid_clex', detail: CLEX_PROBLEM.detail, field: 'clex' },
    { code: 'too_many_jobs', detail: 'The seconds of this hour are used up, for drawing as for jobs.' },
    { code: 'invalid_request', detail: 'must not be greater than 100', field: 'count' },
  )
  async generate(
    @CurrentCaller() caller: Caller,
    @Body() { clex, seed, index, count = 1, strategy }: GenerateInputsDto,
  ): Promise<JsonBytes> {
    const drawnSeed = seed ?? String(randomBytes(8).readBigUInt64BE());
    const wanted = { clex, seed: drawnSeed, index, count, strategy, field: 'clex' };
    return new JsonBytes(await this.texts.draw(wanted, caller));
  }
}
