import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { EVALUATE_REQUEST, EVALUATE_SHARED_REQUEST, EVALUATED } from './examples.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { clientGone } from '../../platform/http/client-gone.js';
import { EvaluateWithCodeAndClexDto, EvaluateWithSharedIdDto } from './evaluate.dto.js';
import { Evaluations } from './evaluations.js';
import type { Evaluation } from './evaluation.js';

const DESCRIPTION =
  'Runs both programs on ten inputs drawn from the clex text and answers with every input on which they disagree.';
const EVALUATION = {
  status: 200,
  description: 'Evaluated.',
  content: { 'application/json': { example: EVALUATED } },
};
const COMMON_PROBLEMS = [
  { code: 'program_failed', detail: 'test_code: does not compile: ...', field: 'test_code' },
  { code: 'login_required', detail: 'Only users who are logged in may submit here.' },
  { code: 'evaluation_timeout', detail: 'Not done within 120 seconds; cancelled.' },
] as const;

@ApiTags('origin')
@Requires('submit')
@Controller('api/v1/evaluate')
export class EvaluateController {
  constructor(private readonly evaluations: Evaluations) {}

  @Post('with_code_and_clex')
  @HttpCode(200)
  @ApiOperation({ summary: 'Test a program against another one', description: DESCRIPTION })
  @ApiBody({
    type: EvaluateWithCodeAndClexDto,
    examples: { sum: { summary: 'A wrong sum', value: EVALUATE_REQUEST } },
  })
  @ApiResponse(EVALUATION)
  @ApiProblems(
    { code: 'invalid_clex', detail: 'This group is never closed', field: 'clex' },
    { code: 'invalid_request', detail: 'unknown language', field: 'test_code_language' },
    ...COMMON_PROBLEMS,
  )
  withCodeAndClex(
    @CurrentCaller() caller: Caller,
    @Body() body: EvaluateWithCodeAndClexDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Evaluation> {
    return this.evaluations.withCodeAndClex(caller, body, clientGone(response));
  }

  @Post('with_shared_id')
  @HttpCode(200)
  @ApiOperation({ summary: 'Test a program against a shared one', description: DESCRIPTION })
  @ApiBody({
    type: EvaluateWithSharedIdDto,
    examples: { shared: { summary: 'Against a share', value: EVALUATE_SHARED_REQUEST } },
  })
  @ApiResponse(EVALUATION)
  @ApiProblems(
    { code: 'invalid_request', detail: 'has to be a UUID of version 7', field: 'share_id' },
    { code: 'share_not_found', detail: 'There is no share 0199b1c2-...' },
    ...COMMON_PROBLEMS,
  )
  withSharedId(
    @CurrentCaller() caller: Caller,
    @Body() body: EvaluateWithSharedIdDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Evaluation> {
    return this.evaluations.withSharedId(caller, body, clientGone(response));
  }
}
