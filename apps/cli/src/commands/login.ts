import { Client, problemOf } from '@app/client';
import type { Command } from 'commander';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { credentialsPath, keepCredential } from '../credentials.js';
import { serverUrl } from '../engine/open.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { Context } from './command.js';

/** `cpast login URL` and `cpast logout URL` */
export function addLogin(program: Command, { io }: Context): void {
  program
    .command('login')
    .description('keep an API token for a cpast service (made at its account page, under Tokens)')
    .argument('<server>', 'address of the service')
    .option('--token <token>', 'default: asked for, or read from stdin')
    .action(async (server: string, options: { token?: string }) => {
      const url = serverUrl(server);
      const token = (options.token ?? (await askForToken(url))).trim();
      if (!token) throw new CliError('no token was given');
      const client = new Client({ baseUrl: url, token });
      const session = await client.accounts.session().catch((error: unknown) => {
        const { status, title } = problemOf(error);
        throw new CliError(`${url}: ${title}`, status === 0 ? EXIT.UNAVAILABLE : EXIT.USAGE);
      });
      if (!session.user) throw new CliError(`${url}: does not know this token`);
      await keepCredential(url, token, io);
      io.note(`logged in at ${url} as ${session.user.username}; the token is kept in ${credentialsPath(io)}`);
    });
  program
    .command('logout')
    .description('forget the token of a service')
    .argument('<server>', 'address of the service')
    .action(async (server: string) => {
      await keepCredential(serverUrl(server), null, io);
      io.note(
        `the token of ${serverUrl(server)} is forgotten; revoke it at its account page if somebody has seen it`,
      );
    });
}

/** Asks at the terminal, or reads the first line of a pipe; empty where there is none. */
async function askForToken(url: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const line = terminal.question(process.stdin.isTTY ? `API token for ${url}: ` : '');
    return await Promise.race([line, once(terminal, 'close').then(() => '')]);
  } finally {
    terminal.close();
  }
}
