import type { Config } from '@app/config';
import { hkdfSync, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../../platform/environment/startup-error.js';

const FILE = 'session-secret';
const KEY_BYTES = 32;

/** Keys for what this service signs, one for each purpose, all from SESSION_SECRET. */
export class Secrets {
  readonly sessions: string;
  readonly visitors: Buffer;
  readonly forms: Buffer;
  readonly webhooks: Buffer;

  constructor(secret: string) {
    this.sessions = derive(secret, 'sessions').toString('base64url');
    this.visitors = derive(secret, 'visitors');
    this.forms = derive(secret, 'forms');
    this.webhooks = derive(secret, 'webhooks');
  }
}

/** RFC 5869: an attacker who learns one key learns nothing about the others. */
function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'cpast', purpose, KEY_BYTES));
}

/**
 * The keys of this installation. Without SESSION_SECRET one is made at the first start and kept in DATA_DIR.
 * @throws StartupError when it can neither be read nor kept
 */
export async function openSecrets(config: Pick<Config, 'sessionSecret' | 'dataDir'>): Promise<Secrets> {
  if (config.sessionSecret !== null) return new Secrets(config.sessionSecret);
  const path = join(config.dataDir, FILE);
  try {
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    return new Secrets((await read(path)) ?? (await create(path)));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new StartupError(`SESSION_SECRET: none is set, and none can be kept at ${path} (${code})`);
  }
}

async function read(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null || text.trim() === '' ? null : text.trim();
}

/** Complete or not there at all, and the same for two processes that start at the same time. */
async function create(path: string): Promise<string> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  try {
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return (await read(path))!;
}
