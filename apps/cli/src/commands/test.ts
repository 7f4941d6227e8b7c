import { Option, type Command } from 'commander';
import { parseCount } from '../input/quantities.js';
import { stress } from './stress.js';
import { withJobOptions, type Context, type JobOptions } from './command.js';

/** Options as the first cpast's command line had them. */
interface TestOptions extends JobOptions {
  correctFile: string;
  testFile: string;
  generator: string;
  iterations?: number;
  stop: boolean;
}

/** `cpast test`: the name that the first cpast gave to `stress`. */
export function addTest(program: Command, context: Context): void {
  const command = program
    .command('test')
    .description('the same as stress, with the options of the first cpast')
    .requiredOption('-c, --correct-file <file>', 'the program that is right')
    .requiredOption('-t, --test-file <file>', 'the program to break')
    .requiredOption('-g, --generator <clex>', 'what inputs look like')
    .addOption(new Option('-i, --iterations <n>', 'how many inputs').argParser(parseCount))
    .option('-n, --no-stop', 'go on after the first difference')
    .option('-f, --do-force-compile', 'has no meaning any more: what is compiled is known by its contents');
  withJobOptions(command).action(async (options: TestOptions) => {
    const { correctFile, testFile, generator, iterations, stop, ...more } = options;
    await stress(
      correctFile,
      [testFile],
      { ...more, clex: generator, ...(iterations && { iterations }), ...(stop ? {} : { stopAfter: 100 }) },
      context,
    );
  });
}
