import {
  type Compilation,
  EXECUTION_VERDICTS,
  type ExecutionVerdict,
  type KindSpec,
  type Program,
  withDefaultLimits,
} from '@app/contracts';
import { Type } from 'class-transformer';
import { Equals, IsObject, IsString, ValidateNested } from 'class-validator';
import { ProgramDto } from '../../apps/api/src/features/submissions/create/dto/program.dto.js';
import { SubmissionOptionsDto } from '../../apps/api/src/features/submissions/create/dto/submission-options.dto.js';
import type { RequestKind } from '../../apps/api/src/features/submissions/create/kinds/kind.js';
import type { JobContext, JobOutcome } from '../../apps/worker/src/kinds/kind.js';
import { preparePrograms } from '../../apps/worker/src/kinds/prepare.js';
import { withSandbox } from '../../apps/worker/src/kinds/sandbox.js';

/*
 * A kind of job that is in no table of the product: a program runs, and what it says comes back louder. These
 * are the three files that a new kind has in the `kinds/` folders of libs/contracts, of the api and of the
 * worker.
 */

interface ShoutRequest {
  kind: 'shout';
  program: Program;
  text: string;
}

interface ShoutResult {
  compilation: Compilation;
  shouted: string | null;
}

export const SHOUT: KindSpec<'shout', ShoutRequest, ShoutResult, ExecutionVerdict> = {
  kind: 'shout',
  about: 'A program that shouted',
  verdicts: EXECUTION_VERDICTS,
  defaultPriority: 'batch',
  programsOf: ({ program }) => [{ role: 'program', field: 'program', program }],
  totalOf: () => 1,
  emptyResult: (_request, error) => ({
    compilation: null,
    shouted: null,
    ...(error !== undefined && { error }),
  }),
  isRepeatable: () => true,
  settled: (request) => request,
  withCompilations: (result, replace) => ({ ...result, compilation: replace(result.compilation) }),
};

class ShoutSubmissionDto extends SubmissionOptionsDto implements ShoutRequest {
  @Equals('shout')
  kind: 'shout';

  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  program: ProgramDto;

  @IsString()
  text: string;
}

export const SHOUT_REQUEST: RequestKind<ShoutSubmissionDto> = {
  dto: ShoutSubmissionDto,
  example: {
    summary: 'Shout',
    value: { kind: 'shout', program: { language: 'python', source: '' }, text: 'hello' } as never,
  },
};

export const SHOUT_JOB = {
  perform: async (request: ShoutRequest, context: JobContext): Promise<JobOutcome> => {
    const { program } = await preparePrograms({ program: request.program }, context);
    if (program.kind === 'compile_error')
      return { verdict: 'compile_error', result: { ...SHOUT.emptyResult(request) } as never };
    const [outcome] = await withSandbox(context, [program.program], (sandbox) =>
      sandbox.run(program.program, [{ stdin: request.text }], withDefaultLimits()),
    );
    context.progress({ done: 1, total: 1 });
    const result: ShoutResult = { compilation: null, shouted: String(outcome!.stdout).toUpperCase() };
    return { verdict: outcome!.kind === 'ok' ? 'accepted' : 'runtime_error', result: result as never };
  },
  timeLimitMs: () => 60_000,
};
