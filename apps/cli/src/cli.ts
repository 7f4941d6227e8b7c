import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { addCompletion } from './commands/completion.js';
import type { Context } from './commands/command.js';
import { addDoctor } from './commands/doctor.js';
import { addFailures } from './commands/failures.js';
import { addGenerate } from './commands/generate.js';
import { addInteract } from './commands/interact.js';
import { addJudge } from './commands/judge.js';
import { addLanguages } from './commands/languages.js';
import { addLogin } from './commands/login.js';
import { addRun } from './commands/run.js';
import { addServe } from './commands/serve.js';
import { addStress } from './commands/stress.js';
import { addSuite } from './commands/suite.js';
import { addTest } from './commands/test.js';
import { addVerify } from './commands/verify.js';
import { addWatch } from './commands/watch.js';
import { CliError, EXIT, type ExitCode } from './exit-codes.js';
import type { Io } from './io.js';

/**
 * Runs one command line.
 * @param argv without the names of Node.js and of the script
 * @param signal fires at Ctrl+C: everything that was started ends, and the result is EXIT.INTERRUPTED
 * @returns what the process ends with; never rejects for a person's mistake
 */
export async function runCli(argv: readonly string[], io: Io, signal: AbortSignal): Promise<ExitCode> {
  let code: ExitCode = EXIT.OK;
  const context: Context = { io, signal, end: (given) => (code = given) };
  try {
    await createProgram(context).parseAsync([...argv], { from: 'user' });
    return signal.aborted ? EXIT.INTERRUPTED : code;
  } catch (error) {
    if (signal.aborted) return EXIT.INTERRUPTED;
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.OK : EXIT.USAGE;
    if (!(error instanceof CliError)) throw error;
    for (const [at, line] of error.message.split('\n').entries()) io.note(at === 0 ? `cpast: ${line}` : line);
    return error.exitCode;
  }
}

function createProgram(context: Context): Command {
  const { io } = context;
  const program = new Command('cpast')
    .description('Finds the input on which two programs disagree; runs and judges programs in a sandbox.')
    .version(versionOf(), '-V, --version')
    .enablePositionalOptions()
    .showHelpAfterError('(cpast --help lists the commands, cpast COMMAND --help their options)')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.say(text.trimEnd()),
      writeErr: (text) => io.note(text.trimEnd()),
    });
  addStress(program, context);
  addRun(program, context);
  addJudge(program, context);
  addInteract(program, context);
  addFailures(program, context);
  addVerify(program, context);
  addSuite(program, context);
  addGenerate(program, context);
  addWatch(program, context, async (argv, inner) => {
    const code = await runCli(argv, io, inner.signal);
    context.end(code);
  });
  addLanguages(program, context);
  addDoctor(program, context);
  addServe(program, context);
  addLogin(program, context);
  addTest(program, context);
  addCompletion(program, context);
  return program;
}

function versionOf(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === 'cpast' && version) return version;
    } catch {
      // no package here; one folder up
    }
    if (folder.pathname === '/') return 'unknown';
  }
}
