import { DEFAULT_BOUNDS, generate } from '@app/clex';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Requires } from '../../accounts/access/access.decorator.js';
import { CLEX_PROBLEM, GENERATE_REQUEST, GENERATED } from './examples.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { GenerateInputsDto } from './generate.dto.js';
import { explainingClex, parseClex } from './parse-clex.js';

/** Values that the inputs of one answer may have: drawing them holds up everybody else, so it may not take long. */
const MAX_DRAWS = 1_000_000;
/** Values that every one of many inputs may have. */
const MIN_DRAWS = 50_000;

@ApiTags('clex')
@Requires('read')
@Controller('api/v1/clex')
export class ClexController {
  @Post('generate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Draw inputs',
    description: 'Draws inputs from a clex text; the same text, seed and count give the same inputs.',
  })
  @ApiBody({ type: GenerateInputsDto, examples: { two: { summary: 'Two inputs', value: GENERATE_REQUEST } } })
  @ApiResponse({
    status: 200,
    description: 'The inputs.',
    content: { 'application/json': { example: GENERATED } },
  })
  @ApiProblems(
    { code: 'invalid_clex', detail: CLEX_PROBLEM.detail, field: 'clex' },
    { code: 'invalid_request', detail: 'must not be greater than 100', field: 'count' },
  )
  async generate(
    @Body() { clex, seed, count = 1 }: GenerateInputsDto,
  ): Promise<{ seed: string; inputs: string[] }> {
    const program = parseClex(clex, 'clex');
    const drawnSeed = seed === undefined ? randomBytes(8).readBigUInt64BE() : BigInt(seed);
    // All inputs of one answer share the bounds of one input.
    let bytesLeft = DEFAULT_BOUNDS.maxOutputBytes;
    const maxDraws = Math.max(MIN_DRAWS, Math.floor(MAX_DRAWS / count));
    const inputs: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const bounds = { maxOutputBytes: bytesLeft, maxDraws };
      const input = explainingClex(clex, 'clex', () => generate(program, drawnSeed, index, bounds));
      bytesLeft -= Buffer.byteLength(input);
      inputs.push(input);
      await nextTurn(); // Others are served between two inputs.
    }
    return { seed: String(drawnSeed), inputs };
  }
}
