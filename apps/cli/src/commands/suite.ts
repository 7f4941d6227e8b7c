import { Option, type Command } from 'commander';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ServerEngine } from '../engine/server.js';
import { CliError } from '../exit-codes.js';
import { openPackageFile } from '../input/package-file.js';
import { withEngine, type Context } from './command.js';

interface ServerOptions {
  server?: string;
  token?: string;
  json?: boolean;
}
interface PushOptions extends ServerOptions {
  id?: string;
  name?: string;
  public?: 'submit' | 'read';
  problem?: string;
}

/** `cpast suite push|pull|list` */
export function addSuite(program: Command, context: Context): void {
  const suite = program.command('suite').description('suites of tests at a cpast service');
  const at = (command: Command) =>
    command
      .option('--server <url>', 'the service (or CPAST_SERVER, or `server` in cpast.json)')
      .option('--token <token>', 'API token for it (or CPAST_TOKEN, or `cpast login`)')
      .option('--json', 'print one JSON document instead of words');
  at(suite.command('push').description('make a suite of a problem package, or a new version of one'))
    .argument('<package>', 'a folder or a zip')
    .option('--id <suite>', 'the suite that gets a new version; default: a new suite')
    .option('--name <name>', "in place of the package's own")
    .option('--problem <name>', 'which one, where the package holds several')
    .addOption(new Option('--public <who>', 'others may judge by it, or see all').choices(['submit', 'read']))
    .action((path: string, options: PushOptions) => push(path, options, context));
  at(suite.command('pull').description('write the tests of a suite into a folder, as NAME.in and NAME.ans'))
    .argument('<suite>', 'its id')
    .argument('[folder]', "default: the suite's id")
    .action((id: string, folder: string | undefined, options: ServerOptions) =>
      pull(id, folder ?? id, options, context),
    );
  at(suite.command('list').description('list your suites and the public ones')).action(
    (options: ServerOptions) => list(options, context),
  );
}

async function push(path: string, options: PushOptions, context: Context): Promise<void> {
  const { io, signal } = context;
  await withService(options, context, async (engine) => {
    const file = await openPackageFile(path, io);
    try {
      const { id, name, problem } = options;
      const asked = {
        ...(name !== undefined && { name }),
        ...(problem !== undefined && { problem }),
        ...(options.public && { public: options.public }),
      };
      const view = await engine.upload(file, asked, signal, id);
      if (options.json) return io.say(JSON.stringify(view));
      for (const warning of view.warnings) io.note(io.colors.yellow(`${path}: ${warning}`));
      io.say(`${view.id}  ${view.name}, version ${view.version}: ${view.tests} tests`);
    } finally {
      await file.close();
    }
  });
}

async function pull(id: string, folder: string, options: ServerOptions, context: Context): Promise<void> {
  const { io, signal } = context;
  await withService(options, context, async (engine) => {
    const { suites } = engine.client;
    const view = await engine.asked(suites.get(id, signal), signal);
    if (!view.testList)
      throw new CliError(`${id}: its tests are shown to its owner alone; you may judge by it with --server`);
    const root = resolve(io.cwd, folder);
    let written = 0;
    for (const { name, input, answer } of view.testList) {
      for (const [part, data, ending] of [
        ['input', input, 'in'],
        ['answer', answer, 'ans'],
      ] as const) {
        if (data === null) continue;
        if ('made' in data) {
          io.note(`${name}: its ${part} is made by a program of the suite, and left out`);
          continue;
        }
        const bytes = await engine.asked(suites.test(id, name, part, signal), signal);
        await writeInside(root, `${name}.${ending}`, bytes);
        written += 1;
      }
    }
    if (options.json) io.say(JSON.stringify(view));
    else io.say(`${view.name}: ${view.tests} tests, ${written} files in ${folder}`);
  });
}

/** The name comes from a service: it must not lead anywhere else. @throws CliError */
async function writeInside(root: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = join(root, name);
  if (relative(root, path).startsWith('..')) throw new CliError(`the suite has a test called ${name}`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

async function list(options: ServerOptions, context: Context): Promise<void> {
  const { io, signal } = context;
  await withService(options, context, async (engine) => {
    const suites = await engine.asked(engine.client.suites.list(signal), signal);
    if (options.json) return io.say(JSON.stringify(suites));
    for (const { id, version, name, tests } of suites)
      io.say(`${id}  ${name}, version ${version}: ${tests} tests`);
    if (suites.length === 0) io.note('no suites');
  });
}

/** @throws CliError where no service is named: suites are kept nowhere else */
async function withService(
  options: ServerOptions,
  context: Context,
  use: (engine: ServerEngine) => Promise<void>,
): Promise<void> {
  await withEngine(options, context, async (engine) => {
    if (!(engine instanceof ServerEngine))
      throw new CliError('suites are kept by a service: name it by --server or CPAST_SERVER');
    await use(engine);
  });
}
