import type { Generator, StressFailure, StressRequest, StressResult } from '@app/contracts';
import { Option, type Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Outcome } from '../engine/engine.js';
import { CliError, EXIT, type ExitCode } from '../exit-codes.js';
import { readChecker } from '../input/checker.js';
import type { FolderConfig } from '../input/config-file.js';
import { parseCount, parseIndex, parseSeed } from '../input/quantities.js';
import { checkClex } from '../input/read-clex.js';
import { readBytes, readProgram } from '../input/read-program.js';
import type { Io } from '../io.js';
import { ProgressBar } from '../show/progress-bar.js';
import { block, compileFailure, formatBytes, formatExecution, wordsOf } from '../show/texts.js';
import { limitsOf, withEngine, withJobOptions, type Context, type JobOptions } from './command.js';

/** Options of `cpast stress`. */
export interface StressOptions extends JobOptions {
  clex?: string;
  clexFile?: string;
  generator?: string;
  input?: string[];
  validator?: string;
  format?: string;
  iterations?: number;
  seed?: string;
  only?: number;
  strategy?: 'mixed' | 'uniform';
  checker?: string;
  stopAfter?: number;
  shrink?: boolean;
  referenceLanguage?: string;
  candidateLanguage?: string;
  saveInput?: string;
}

/** `cpast stress [reference] [candidate...]` */
export function addStress(program: Command, context: Context): void {
  const command = program
    .command('stress')
    .description('find the smallest input on which a program differs from a reference')
    .argument('[reference]', 'the program that is right: FILE, LANGUAGE:FILE, or LANGUAGE:- for stdin')
    .argument('[candidates...]', 'the program to break; several are compared side by side')
    .option('-g, --clex <text>', "what inputs look like, e.g. 'n=N[1,9] ; N[1,9]{n} ;'")
    .option('--clex-file <file>', 'the same from a file')
    .option('--generator <file>', 'a program that prints an input; it gets seed and index as arguments')
    .option('--input <file>', 'an input of your own; may be given several times', collect, [])
    .option('--validator <file>', 'a program that ends with 0 for a legal input')
    .option(
      '--format <text>',
      'what inputs of --generator or --input look like, in clex: others are not legal',
    )
    .addOption(
      new Option('-i, --iterations <n>', 'how many inputs are tried (default 100)').argParser(parseCount),
    )
    .addOption(new Option('--seed <number>', 'the same seed gives the same inputs').argParser(parseSeed))
    .addOption(
      new Option('--only <n>', 'make the input of this number alone again (with --seed)').argParser(
        parseIndex,
      ),
    )
    .addOption(new Option('--strategy <name>', 'how inputs are drawn').choices(['mixed', 'uniform']))
    .option('--checker <name>', 'lines, exact, tokens, floats:1e-9, unordered_lines, or a program')
    .addOption(new Option('--stop-after <n>', 'how many failures are looked for').argParser(parseCount))
    .option('--no-shrink', 'leave the failing input as it was found')
    .option('--reference-language <id>', 'language of the reference')
    .option('--candidate-language <id>', 'language of the candidates')
    .option('--save-input <file>', 'write the failing input to a file');
  withJobOptions(command).action(async (reference: string | undefined, candidates: string[], options) =>
    stress(reference, candidates, options as StressOptions, context),
  );
}

/** Adds one more value of an option that may be repeated. */
const collect = (value: string, before: string[]): string[] => [...before, value];

/** Finds, shrinks and prints; ends with 1 when the programs differ. @throws CliError */
export async function stress(
  reference: string | undefined,
  candidates: readonly string[],
  options: StressOptions,
  context: Context,
): Promise<void> {
  await withEngine(options, context, async (engine, config) => {
    const { io } = context;
    const request = await requestOf(reference, candidates, options, config, io);
    const bar = new ProgressBar(io, 'inputs', !options.json);
    let outcome: Outcome;
    try {
      outcome = await engine.perform(
        request,
        {
          progress: (progress) => bar.show(progress),
          failureFound: (failure) => {
            if (options.json) return;
            bar.stop();
            io.note(
              `difference at input ${failure.iteration} (${formatBytes(Buffer.byteLength(failure.input))})`,
            );
          },
        },
        context.signal,
      );
    } finally {
      bar.stop();
    }
    await show(outcome, options, context);
  });
}

async function requestOf(
  reference: string | undefined,
  candidates: readonly string[],
  options: StressOptions,
  config: FolderConfig,
  io: Io,
): Promise<StressRequest> {
  const referenceSpec = reference ?? config.reference;
  const candidateSpecs = candidates.length > 0 ? candidates : config.candidate ? [config.candidate] : [];
  if (referenceSpec === undefined || candidateSpecs.length === 0)
    throw new CliError('stress needs two programs: cpast stress reference.cpp candidate.py --clex TEXT');
  const generator = await generatorOf(options, config, io);
  const language = options.candidateLanguage;
  const programs = [];
  for (const spec of candidateSpecs)
    programs.push(await readProgram({ spec, ...(language && { language }) }, io));
  const checker = options.checker ?? config.checker;
  const validator = options.validator ?? config.validator;
  const format = options.format ?? config.format;
  const limits = limitsOf(options, config);
  return {
    kind: 'stress',
    reference: await readProgram(
      { spec: referenceSpec, ...(options.referenceLanguage && { language: options.referenceLanguage }) },
      io,
    ),
    ...(programs.length === 1 ? { candidate: programs[0]! } : { candidates: programs }),
    generator,
    iterations: options.only !== undefined ? 1 : (options.iterations ?? config.iterations ?? 100),
    ...(options.only !== undefined && { firstIteration: options.only }),
    shrink: options.shrink ?? true,
    ...((options.seed ?? config.seed) !== undefined && { seed: options.seed ?? config.seed }),
    ...(options.strategy && { strategy: options.strategy }),
    ...(options.stopAfter !== undefined && { stopAfterFailures: options.stopAfter }),
    ...(checker !== undefined && { checker: await readChecker(checker, io) }),
    ...(validator !== undefined && { validator: await readProgram({ spec: validator }, io) }),
    ...(format !== undefined && { format }),
    ...(limits && { limits }),
  };
}

/** Exactly one way of making inputs; the folder's config counts where the command names none. */
async function generatorOf(options: StressOptions, config: FolderConfig, io: Io): Promise<Generator> {
  const inputs = options.input ?? [];
  const ways = [options.clex, options.clexFile, options.generator, inputs.length > 0 ? inputs : undefined];
  const named = ways.filter((way) => way !== undefined);
  if (named.length > 1)
    throw new CliError(
      'choose one of --clex, --clex-file, --generator and --input: inputs come from one place',
    );
  if (inputs.length > 0) {
    const texts = [];
    for (const path of inputs) texts.push((await readBytes(path, io)).toString('utf8'));
    return { inputs: texts };
  }
  const file = options.generator ?? (named.length === 0 ? config.generator : undefined);
  if (file !== undefined) return { program: await readProgram({ spec: file }, io) };
  const text = options.clexFile
    ? (await readBytes(options.clexFile, io)).toString('utf8')
    : (options.clex ?? config.clex);
  if (text === undefined)
    throw new CliError(
      "say what inputs look like, e.g. --clex 'n=N[1,9] ; N[1,9]{n} ;', or give --generator FILE",
    );
  return { clex: checkClex(text) };
}

async function show(outcome: Outcome, options: StressOptions, { io, end }: Context): Promise<void> {
  const result = outcome.result as StressResult & { error?: string };
  const [failure] = result.failures;
  if (failure && options.saveInput !== undefined)
    await writeFile(resolve(io.cwd, options.saveInput), inputOf(failure));
  end(exitCodeOf(outcome));
  if (options.json) return io.say(JSON.stringify({ verdict: outcome.verdict, id: outcome.id, result }));
  const { colors } = io;
  const figures = `${result.iterations} inputs, seed ${result.seed}, ${Math.round(result.timing.runsPerSecond)} runs/s`;
  if (outcome.verdict === 'no_difference') return io.say(`${colors.green('no difference')} (${figures})`);
  if (outcome.verdict !== 'difference_found') {
    showBroken(outcome, result, io);
    return;
  }
  io.say(`${colors.red('difference found')} (${figures})`);
  if (failure) showFailure(failure, io);
  if (result.failures.length > 1)
    io.say(`${result.failures.length - 1} more failing inputs; --json shows all`);
}

function showBroken(outcome: Outcome, result: StressResult & { error?: string }, io: Io): void {
  io.say(io.colors.red(wordsOf(outcome.verdict)));
  for (const [role, compilation] of Object.entries(result.compilations))
    if (compilation && !Array.isArray(compilation) && !compilation.succeeded)
      io.say(compileFailure(role, compilation, io));
  if (result.error) io.say(result.error);
  const [failure] = result.failures;
  if (failure) showFailure(failure, io);
}

const inputOf = (failure: StressFailure): string => failure.shrunk?.input ?? failure.input;

function showFailure(failure: StressFailure, io: Io): void {
  const smallest = failure.shrunk ?? failure;
  const how = failure.shrunk
    ? `, shrunk from ${formatBytes(Buffer.byteLength(failure.input))} in ${failure.shrunk.steps} steps`
    : '';
  io.say(block(`input (${formatBytes(Buffer.byteLength(smallest.input))}${how})`, smallest.input, io));
  io.say(block('expected', smallest.expectedOutput, io));
  io.say(block('actual', smallest.actualOutput, io));
  for (const role of ['reference', 'candidate'] as const) {
    const execution = failure[role];
    if (execution.verdict === 'accepted' || execution.verdict === 'wrong_answer') continue;
    io.say(`the ${role}: ${wordsOf(execution.verdict)} (${formatExecution(execution)})`);
    if (execution.stderr !== '') io.say(block('what it wrote to stderr', execution.stderr, io));
  }
}

/** @throws TypeError for a verdict that stress jobs do not have */
function exitCodeOf({ verdict }: Outcome): ExitCode {
  switch (verdict) {
    case 'no_difference':
      return EXIT.OK;
    case 'difference_found':
      return EXIT.FOUND;
    case 'internal_error':
      return EXIT.UNAVAILABLE;
    default:
      return EXIT.BROKEN;
  }
}
