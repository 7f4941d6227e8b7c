import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CliError } from './exit-codes.js';
import type { Io } from './io.js';

/** API tokens by the address of their service. */
export type Credentials = Record<string, string>;

/** Where `cpast login` keeps tokens: for its user's eyes alone. */
export function credentialsPath(io: Io): string {
  const config = io.env['XDG_CONFIG_HOME'] || join(io.env['HOME'] || homedir(), '.config');
  return join(config, 'cpast', 'credentials.json');
}

/** What is kept; nothing where there is no file. @throws CliError when the file is damaged */
export async function readCredentials(io: Io): Promise<Credentials> {
  const path = credentialsPath(io);
  const text = await readFile(path, 'utf8').catch(() => '{}');
  try {
    return JSON.parse(text) as Credentials;
  } catch {
    throw new CliError(`${path}: is damaged; remove it and log in again`);
  }
}

/** Keeps a token, or forgets it (null). The file is replaced in one step and readable by its owner only. */
export async function keepCredential(url: string, token: string | null, io: Io): Promise<void> {
  const path = credentialsPath(io);
  const { [url]: _, ...others } = await readCredentials(io);
  const kept = token === null ? others : { ...others, [url]: token };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, path);
}
