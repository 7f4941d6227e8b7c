import type { InteractRequest, InteractResult } from '@app/contracts';
import { Option, type Command } from 'commander';
import { readProgram } from '../input/read-program.js';
import { readTests } from '../input/read-tests.js';
import type { Io } from '../io.js';
import { ProgressBar } from '../show/progress-bar.js';
import { exitCodeOfVerdict, showTests } from '../show/tests.js';
import { limitsOf, withEngine, withJobOptions, type Context, type JobOptions } from './command.js';

/** Options of `cpast interact`. */
interface InteractOptions extends JobOptions {
  protocol?: 'testlib' | 'kattis';
  transcript?: boolean;
}

/** `cpast interact program interactor tests` */
export function addInteract(program: Command, context: Context): void {
  const command = program
    .command('interact')
    .description('let a program talk to an interactor, once for each test')
    .argument('<program>', 'FILE or LANGUAGE:FILE')
    .argument('<interactor>', 'the program that it talks to')
    .argument('<tests>', 'a folder of 1.in, with 1.out where the interactor reads an answer')
    .addOption(new Option('--protocol <name>', 'how the interactor is called').choices(['testlib', 'kattis']))
    .option('--transcript', 'print what the two said to each other');
  withJobOptions(command).action(
    async (spec: string, interactor: string, tests: string, options: InteractOptions) =>
      withEngine(options, context, async (engine, config) => {
        const { io } = context;
        const limits = limitsOf(options, config);
        const request: InteractRequest = {
          kind: 'interact',
          program: await readProgram({ spec }, io),
          interactor: await readProgram({ spec: interactor }, io),
          tests: await readTests(tests, io),
          ...(options.protocol && { protocol: options.protocol }),
          ...(limits && { limits }),
        };
        const bar = new ProgressBar(io, 'tests', !options.json);
        const outcome = await engine
          .perform(request, { progress: (progress) => bar.show(progress) }, context.signal)
          .finally(() => bar.stop());
        const result = outcome.result as InteractResult & { error?: string };
        context.end(exitCodeOfVerdict(outcome.verdict));
        if (options.json) return io.say(JSON.stringify({ verdict: outcome.verdict, id: outcome.id, result }));
        showTests(outcome.verdict, result, io);
        if (options.transcript) showTranscripts(result, io);
      }),
  );
}

function showTranscripts({ tests }: InteractResult, io: Io): void {
  for (const { name, transcript } of tests) {
    io.say(io.colors.bold(`test ${name}`));
    for (const { from, atMs, text } of transcript)
      for (const line of text.replace(/\n$/, '').split('\n'))
        io.say(`${String(Math.round(atMs)).padStart(6)} ms ${from === 'program' ? '>' : '<'} ${line}`);
  }
}
