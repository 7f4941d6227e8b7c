import type { Command } from 'commander';
import { withEngine, type Context } from './command.js';

/** `cpast languages` */
export function addLanguages(program: Command, context: Context): void {
  program
    .command('languages')
    .description('list the languages that work here, each proven by a run')
    .option('--server <url>', 'those of a cpast service')
    .option('--token <token>', 'API token for the service')
    .option('--json', 'print one JSON document instead of words')
    .action(async (options: { server?: string; token?: string; json?: boolean }) =>
      withEngine(options, context, async (engine) => {
        const { io } = context;
        if (!options.json && !options.server && io.isInteractive)
          io.note('looking for languages; the first time each is proven by a run ...');
        const languages = await engine.languages();
        if (options.json) return io.say(JSON.stringify(languages));
        const width = Math.max(...languages.map(({ id }) => id.length), 2);
        for (const { id, name, version, aliases } of languages)
          io.say(
            `${id.padEnd(width)}  ${name} ${version}${aliases.length ? `  (${aliases.join(', ')})` : ''}`,
          );
        if (languages.length === 0) io.note('no language works here; see `cpast doctor`');
      }),
    );
}
