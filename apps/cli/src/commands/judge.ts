import type { JudgeRequest, JudgeResult, Program } from '@app/contracts';
import type { Command } from 'commander';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Engine, Outcome, Watcher } from '../engine/engine.js';
import { CliError } from '../exit-codes.js';
import { readChecker } from '../input/checker.js';
import { isPackage } from '../input/package-file.js';
import { readProgram } from '../input/read-program.js';
import { readTests } from '../input/read-tests.js';
import { ProgressBar } from '../show/progress-bar.js';
import { exitCodeOfVerdict, showTests } from '../show/tests.js';
import { limitsOf, withEngine, withJobOptions, type Context, type JobOptions } from './command.js';
import { withSuite } from './with-suite.js';

/** Options of `cpast judge`. */
interface JudgeOptions extends JobOptions {
  language?: string;
  checker?: string;
  stopOnFirstFailure?: boolean;
  problem?: string;
}

/** `cpast judge program tests` */
export function addJudge(program: Command, context: Context): void {
  const command = program
    .command('judge')
    .description(
      'run a program against tests: a folder of 1.in with 1.out and the like, or a problem package',
    )
    .argument('<program>', 'FILE, LANGUAGE:FILE, or LANGUAGE:- for stdin')
    .argument('<tests>', 'the folder; a problem package as a folder or a zip')
    .option('-l, --language <id>', 'its language, where the ending does not tell')
    .option('--checker <name>', 'lines, exact, tokens, floats:1e-9, unordered_lines, or a program')
    .option('--stop-on-first-failure', 'leave the tests after the first that fails')
    .option('--problem <name>', 'which one, where a package holds several');
  withJobOptions(command).action(async (first: string, second: string, options) => {
    // Some name the tests first; a folder or a zip is never a program.
    const isSwapped =
      (await holdsTests(first, context.io.cwd)) && !(await holdsTests(second, context.io.cwd));
    const [spec, tests] = isSwapped ? [second, first] : [first, second];
    await judge(spec, tests, options as JudgeOptions, context);
  });
}

async function holdsTests(path: string, cwd: string): Promise<boolean> {
  const found = await stat(resolve(cwd, path)).catch(() => null);
  return found !== null && (found.isDirectory() || path.endsWith('.zip'));
}

async function judge(spec: string, tests: string, options: JudgeOptions, context: Context): Promise<void> {
  await withEngine(options, context, async (engine, config) => {
    const { io } = context;
    const limits = limitsOf(options, config);
    const program = await readProgram({ spec, ...(options.language && { language: options.language }) }, io);
    if (await isPackage(tests, io)) return judgeByPackage(engine, program, tests, options, context);
    const request: JudgeRequest = {
      kind: 'judge',
      program,
      tests: await readTests(tests, io),
      ...(options.checker !== undefined && { checker: await readChecker(options.checker, io) }),
      ...(options.stopOnFirstFailure && { stopOnFirstFailure: true }),
      ...(limits && { limits }),
    };
    await showOutcome((watcher) => engine.perform(request, watcher, context.signal), options, context);
  });
}

/** Everything but the program is the package's. */
async function judgeByPackage(
  engine: Engine,
  program: Program,
  path: string,
  options: JudgeOptions,
  context: Context,
): Promise<void> {
  for (const name of ['checker', 'stopOnFirstFailure', 'timeLimit', 'memoryLimit', 'wallTimeLimit'] as const)
    if (options[name] !== undefined)
      throw new CliError(`${path}: is a problem package, which says itself what ${optionOf(name)} would`);
  await withSuite(engine, path, options, context, (suite) =>
    showOutcome((watcher) => suite.judge(program, watcher, context.signal), options, context),
  );
}

const optionOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

async function showOutcome(
  perform: (watcher: Watcher) => Promise<Outcome>,
  { json }: JudgeOptions,
  { io, end }: Context,
): Promise<void> {
  const bar = new ProgressBar(io, 'tests', !json);
  const outcome = await perform({ progress: (progress) => bar.show(progress) }).finally(() => bar.stop());
  const result = outcome.result as JudgeResult & { error?: string };
  end(exitCodeOfVerdict(outcome.verdict));
  if (json) io.say(JSON.stringify({ verdict: outcome.verdict, id: outcome.id, result }));
  else showTests(outcome.verdict, result, io);
}
