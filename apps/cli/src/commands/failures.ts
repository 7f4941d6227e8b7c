import type { JudgeResult } from '@app/contracts';
import { Option, type Command } from 'commander';
import { openClient, type EngineOptions } from '../engine/open.js';
import { refusedBy } from '../engine/server.js';
import { CliError, EXIT } from '../exit-codes.js';
import { parseIndex } from '../input/quantities.js';
import { readProgram } from '../input/read-program.js';
import { readConfigFile } from '../input/config-file.js';
import { exitCodeOfVerdict, showTests } from '../show/tests.js';
import type { Context } from './command.js';

interface FailureOptions extends EngineOptions {
  failure?: number;
  json?: boolean;
}
interface FixedOptions extends FailureOptions {
  language?: string;
}
interface KeepOptions extends FailureOptions {
  suite?: string;
  name?: string;
}

/**
 * `cpast fixed SUBMISSION PROGRAM` and `cpast keep SUBMISSION`: what became of the differences that a service
 * found.
 */
export function addFailures(program: Command, context: Context): void {
  const fixed = program
    .command('fixed')
    .description('is it fixed? run a program on the inputs on which a stress submission found a difference')
    .argument('<submission>', 'id of the stress submission')
    .argument('<program>', 'FILE, LANGUAGE:FILE, or LANGUAGE:- for stdin')
    .option('-l, --language <id>', 'its language, where the ending does not tell');
  withFailureOptions(fixed).action(async (id: string, spec: string, options) =>
    isFixed(id, spec, options as FixedOptions, context),
  );
  const keep = program
    .command('keep')
    .description('keep the differences that a stress submission found as tests')
    .argument('<submission>', 'id of the stress submission')
    .option('--suite <id>', 'the suite that gets one more test; default: a new suite')
    .option('--name <name>', 'of the test, or of the new suite');
  withFailureOptions(keep).action(async (id: string, options) =>
    keepFailure(id, options as KeepOptions, context),
  );
}

function withFailureOptions(command: Command): Command {
  return command
    .addOption(new Option('--failure <n>', 'one of its failures, from 0').argParser(parseIndex))
    .option('--server <url>', 'the cpast service (or CPAST_SERVER)')
    .option('--token <token>', 'API token for the service (or CPAST_TOKEN, or `cpast login`)')
    .option('--json', 'print one JSON document instead of words');
}

async function isFixed(id: string, spec: string, options: FixedOptions, context: Context): Promise<void> {
  const { io, signal } = context;
  const { url, client } = await openClient(await withServer(options, context), io);
  const candidate = await readProgram({ spec, ...(options.language && { language: options.language }) }, io);
  try {
    const { failure } = options;
    const accepted = await client.submissions.recheck(id, {
      candidate,
      ...(failure !== undefined && { failure }),
    });
    const { verdict, result } = await client.submissions.untilFinal(accepted.id, signal);
    if (verdict === null || result === null)
      throw new CliError(`submission ${accepted.id} was cancelled`, EXIT.UNAVAILABLE);
    context.end(exitCodeOfVerdict(verdict));
    if (options.json) io.say(JSON.stringify({ verdict, id: accepted.id, result }));
    else showTests(verdict, result as JudgeResult, io);
  } catch (error) {
    throw refusedBy(url, error, signal);
  }
}

async function keepFailure(id: string, options: KeepOptions, context: Context): Promise<void> {
  const { io, signal } = context;
  const { url, client } = await openClient(await withServer(options, context), io);
  const { failure, suite, name } = options;
  const which = { fromSubmission: id, ...(failure !== undefined && { failure }) };
  try {
    const kept =
      suite === undefined
        ? await client.suites.create({ ...which, name: name ?? `What broke it (${id.slice(-6)})` })
        : await client.suites.addTest(suite, { ...which, ...(name !== undefined && { name }) });
    if (options.json) return io.say(JSON.stringify(kept));
    io.say(`suite ${kept.id}, version ${kept.version}: ${kept.tests} ${kept.tests === 1 ? 'test' : 'tests'}`);
  } catch (error) {
    throw refusedBy(url, error, signal);
  }
}

/** The folder's config may name the service. */
async function withServer<O extends EngineOptions>(options: O, { io }: Context): Promise<O> {
  const server = options.server ?? (await readConfigFile(io)).server;
  return server === undefined ? options : { ...options, server };
}
