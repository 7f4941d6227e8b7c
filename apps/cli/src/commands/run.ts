import type { RunRequest, RunResult } from '@app/contracts';
import type { Command } from 'commander';
import { readBytes, readProgram } from '../input/read-program.js';
import { exitCodeOfVerdict } from '../show/tests.js';
import { compileFailure, formatExecution, wordsOf } from '../show/texts.js';
import { limitsOf, withEngine, withJobOptions, type Context, type JobOptions } from './command.js';

/** Options of `cpast run`. */
interface RunOptions extends JobOptions {
  language?: string;
  input?: string;
}

/** `cpast run program [args...]` */
export function addRun(program: Command, context: Context): void {
  const command = program
    .command('run')
    .description('compile a program and run it once, in the sandbox')
    .argument('<program>', 'FILE, LANGUAGE:FILE, or LANGUAGE:- for stdin')
    .argument('[args...]', 'arguments of the program (after --)')
    .option('-l, --language <id>', 'its language, where the ending does not tell')
    .option(
      '--input <file>',
      'its standard input; default: that of this command, unless a person types there',
    );
  withJobOptions(command).action(async (spec: string, args: string[], options) =>
    run(spec, args, options as RunOptions, context),
  );
}

async function run(spec: string, args: string[], options: RunOptions, context: Context): Promise<void> {
  await withEngine(options, context, async (engine, config) => {
    const { io } = context;
    const program = await readProgram({ spec, ...(options.language && { language: options.language }) }, io);
    const isFromStdin = spec === '-' || spec.endsWith(':-');
    const stdin = options.input
      ? await readBytes(options.input, io)
      : isFromStdin || process.stdin.isTTY
        ? Buffer.alloc(0)
        : await io.readStdin();
    const limits = limitsOf(options, config);
    const request: RunRequest = {
      kind: 'run',
      program: { ...program, ...(args.length > 0 && { runArgs: args }) },
      ...stdinOf(stdin),
      ...(limits && { limits }),
    };
    const outcome = await engine.perform(request, {}, context.signal);
    const result = outcome.result as RunResult & { error?: string };
    context.end(exitCodeOfVerdict(outcome.verdict));
    if (options.json) return io.say(JSON.stringify({ verdict: outcome.verdict, id: outcome.id, result }));
    if (result.compilation && !result.compilation.succeeded)
      return io.note(compileFailure('program', result.compilation, io));
    const { execution } = result;
    if (!execution) return io.note(result.error ?? wordsOf(outcome.verdict));
    await io.writeBytes(
      'stdout',
      outcome.outputs?.get('stdout') ?? bytesOf(execution.stdout, execution.stdoutBase64),
    );
    await io.writeBytes(
      'stderr',
      outcome.outputs?.get('stderr') ?? bytesOf(execution.stderr, execution.stderrBase64),
    );
    if (outcome.verdict !== 'accepted')
      io.note(`${io.colors.red(wordsOf(outcome.verdict))}: ${formatExecution(execution)}`);
  });
}

/** As text where it is UTF-8: that reads better where the submission is shown. */
function stdinOf(bytes: Buffer): Pick<RunRequest, 'stdin' | 'stdinEncoding'> {
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return { stdin: text };
  return { stdin: bytes.toString('base64'), stdinEncoding: 'base64' };
}

const bytesOf = (text: string, base64: string | undefined): Buffer =>
  base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
