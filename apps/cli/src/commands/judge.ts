import type { JudgeRequest, JudgeResult } from '@app/contracts';
import type { Command } from 'commander';
import { readChecker } from '../input/checker.js';
import { readProgram } from '../input/read-program.js';
import { readTests } from '../input/read-tests.js';
import { ProgressBar } from '../show/progress-bar.js';
import { exitCodeOfVerdict, showTests } from '../show/tests.js';
import { limitsOf, withEngine, withJobOptions, type Context, type JobOptions } from './command.js';

/** Options of `cpast judge`. */
interface JudgeOptions extends JobOptions {
  language?: string;
  checker?: string;
  stopOnFirstFailure?: boolean;
}

/** `cpast judge program tests` */
export function addJudge(program: Command, context: Context): void {
  const command = program
    .command('judge')
    .description('run a program against tests: a folder of 1.in with 1.out and the like')
    .argument('<program>', 'FILE, LANGUAGE:FILE, or LANGUAGE:- for stdin')
    .argument('<tests>', 'the folder')
    .option('-l, --language <id>', 'its language, where the ending does not tell')
    .option('--checker <name>', 'lines, exact, tokens, floats:1e-9, unordered_lines, or a program')
    .option('--stop-on-first-failure', 'leave the tests after the first that fails');
  withJobOptions(command).action(async (spec: string, tests: string, options) =>
    judge(spec, tests, options as JudgeOptions, context),
  );
}

async function judge(spec: string, tests: string, options: JudgeOptions, context: Context): Promise<void> {
  await withEngine(options, context, async (engine, config) => {
    const { io } = context;
    const limits = limitsOf(options, config);
    const request: JudgeRequest = {
      kind: 'judge',
      program: await readProgram({ spec, ...(options.language && { language: options.language }) }, io),
      tests: await readTests(tests, io),
      ...(options.checker !== undefined && { checker: await readChecker(options.checker, io) }),
      ...(options.stopOnFirstFailure && { stopOnFirstFailure: true }),
      ...(limits && { limits }),
    };
    const bar = new ProgressBar(io, 'tests', !options.json);
    const outcome = await engine
      .perform(request, { progress: (progress) => bar.show(progress) }, context.signal)
      .finally(() => bar.stop());
    const result = outcome.result as JudgeResult & { error?: string };
    context.end(exitCodeOfVerdict(outcome.verdict));
    if (options.json) io.say(JSON.stringify({ verdict: outcome.verdict, id: outcome.id, result }));
    else showTests(outcome.verdict, result, io);
  });
}
