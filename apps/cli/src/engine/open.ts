import { Client } from '@app/client';
import { readCredentials } from '../credentials.js';
import { CliError } from '../exit-codes.js';
import type { Io } from '../io.js';
import type { Engine } from './engine.js';
import { ServerEngine } from './server.js';

/** What every command that does jobs takes. */
export interface EngineOptions {
  server?: string;
  token?: string;
  reuse?: boolean;
}

/**
 * The engine that the command asks for: a service where one is named (option, config file or CPAST_SERVER),
 * else this machine. The token is that of the option, of CPAST_TOKEN, or the one that `cpast login` kept for
 * that service.
 * @throws CliError when the address is none
 */
export async function openEngine(options: EngineOptions, io: Io): Promise<Engine> {
  const address = options.server ?? io.env['CPAST_SERVER'];
  if (!address) {
    // Loaded late: the sandbox's side is large, and a client of a service does without it.
    const { LocalEngine } = await import('./local.js');
    return new LocalEngine(io);
  }
  const url = serverUrl(address);
  return new ServerEngine(url, await tokenFor(url, options, io), options.reuse);
}

/** The service that the options name, for commands that need one. @throws CliError when none is named */
export async function openClient(options: EngineOptions, io: Io): Promise<{ url: string; client: Client }> {
  const address = options.server ?? io.env['CPAST_SERVER'];
  if (!address) throw new CliError('name the service: --server URL, or CPAST_SERVER');
  const url = serverUrl(address);
  const token = await tokenFor(url, options, io);
  return { url, client: new Client({ baseUrl: url, ...(token !== undefined && { token }) }) };
}

async function tokenFor(url: string, { token }: EngineOptions, io: Io): Promise<string | undefined> {
  return token ?? io.env['CPAST_TOKEN'] ?? (await readCredentials(io))[url];
}

/** An address without its trailing slashes; `http://` is assumed. @throws CliError */
export function serverUrl(text: string): string {
  const url = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new CliError(`--server ${text}: expected an address such as https://cpast.example`);
  return url.replace(/\/+$/, '');
}
