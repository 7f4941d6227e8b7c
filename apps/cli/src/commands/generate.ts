import { Option, type Command } from 'commander';
import { CliError } from '../exit-codes.js';
import { parseCount, parseSeed } from '../input/quantities.js';
import { checkClex } from '../input/read-clex.js';
import { readBytes } from '../input/read-program.js';
import { drawInputs } from '../engine/draw.js';
import type { Context } from './command.js';

interface GenerateOptions {
  clexFile?: string;
  seed?: string;
  index?: number;
  count?: number;
  strategy?: 'mixed' | 'uniform';
}

/** `cpast generate [clex]` */
export function addGenerate(program: Command, { io }: Context): void {
  program
    .command('generate')
    .description('print inputs of a clex text; the same seed and index give the same input everywhere')
    .argument('[clex]', "e.g. 'n=N[1,9] ; N[1,9]{n} ;'")
    .option('--clex-file <file>', 'the text from a file')
    .addOption(new Option('--seed <number>', 'default: drawn and told on stderr').argParser(parseSeed))
    .addOption(new Option('--index <n>', 'which input of the seed').argParser(Number))
    .addOption(new Option('-n, --count <n>', 'how many').argParser(parseCount))
    .addOption(new Option('--strategy <name>', 'how they are drawn').choices(['mixed', 'uniform']))
    .action(async (text: string | undefined, options: GenerateOptions) => {
      const source = options.clexFile ? (await readBytes(options.clexFile, io)).toString('utf8') : text;
      if (source === undefined)
        throw new CliError("generate needs a clex text, e.g. cpast generate 'N[1,9]{3} ;'");
      const { seed, inputs } = drawInputs(checkClex(source), options);
      if (options.seed === undefined) io.note(`seed ${seed}`);
      for (const input of inputs)
        await io.writeBytes('stdout', Buffer.from(input.endsWith('\n') ? input : `${input}\n`));
    });
}
