import type { VerifiedSolution } from '@app/contracts';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import type { Io } from '../io.js';
import { wordsOf } from '../show/texts.js';
import { withEngine, type Context } from './command.js';
import { withSuite } from './with-suite.js';

interface VerifyOptions {
  server?: string;
  token?: string;
  problem?: string;
  json?: boolean;
}

/** `cpast verify PACKAGE` */
export function addVerify(program: Command, context: Context): void {
  program
    .command('verify')
    .description("judge the jury's solutions of a problem package, and compare with what it says of them")
    .argument('<package>', 'a folder or a zip')
    .option('--problem <name>', 'which one, where it holds several')
    .option('--server <url>', 'do it at a cpast service instead of on this machine (or CPAST_SERVER)')
    .option('--token <token>', 'API token for the service (or CPAST_TOKEN, or `cpast login`)')
    .option('--json', 'print one JSON document instead of words')
    .action(async (path: string, options: VerifyOptions) => verify(path, options, context));
}

async function verify(path: string, options: VerifyOptions, context: Context): Promise<void> {
  const { io, signal, end } = context;
  await withEngine(options, context, (engine) =>
    withSuite(engine, path, options, context, async (suite) => {
      if (!options.json) io.say(`${suite.name} (${suite.format}): ${suite.tests} tests`);
      const told = (solution: VerifiedSolution) => {
        if (!options.json) io.say(lineOf(solution, io));
      };
      const { agrees, solutions, warnings } = await suite.verify(told, signal);
      end(agrees ? EXIT.OK : EXIT.FOUND);
      if (options.json) return io.say(JSON.stringify({ agrees, solutions, warnings }));
      for (const warning of warnings) io.say(io.colors.yellow(warning));
      const wrong = solutions.filter((solution) => solution.agrees === false).length;
      if (solutions.length === 0) io.say('the package holds no solutions');
      else if (agrees)
        io.say(io.colors.green(`all ${solutions.length} solutions are what they are said to be`));
      else
        io.say(io.colors.red(`${wrong} of ${solutions.length} solutions are not what they are said to be`));
    }),
  );
}

function lineOf({ path, verdict, agrees, reasons, slowestMs }: VerifiedSolution, { colors }: Io): string {
  if (agrees === null) return `${colors.dim('left  ')} ${path}: ${reasons.join('; ')}`;
  const mark = agrees ? colors.green('ok    ') : colors.red('WRONG ');
  const time = slowestMs === undefined ? '' : `, slowest test ${slowestMs.toFixed(0)} ms`;
  const why = reasons.length > 0 ? `: ${reasons.join('; ')}` : '';
  return `${mark} ${path}  ${verdict === null ? 'not judged' : wordsOf(verdict)}${time}${why}`;
}
