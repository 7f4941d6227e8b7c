import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, link, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from './docker.js';

/**
 * What starts of this checkout have found out and made, so that the next one of a test begins where a second
 * start of a user begins: proofs of toolchains and warm-ups (precompiled headers...), which have names that
 * say everything they were made from, and an empty database. `npm test` makes the database; without it each
 * start makes its own.
 */
const KNOWN = join(ROOT, '.build/known-data');
/** Where a data folder has them: the runner with containers in a folder of its own. */
const RUNNERS = ['', 'docker'];
const PROOFS = 'toolchains.json';
const WARM_UPS = 'warm-up';
const DATABASE = 'postgres';

interface Proofs {
  format: number;
  proofs: Record<string, unknown>;
}

/** Puts what is known into a new data folder. */
export async function bringKnown(dataDir: string, { database = false } = {}): Promise<void> {
  for (const runner of RUNNERS) {
    const [known, own] = [join(KNOWN, runner), join(dataDir, runner)];
    if (!existsSync(join(known, PROOFS))) continue;
    await mkdir(join(own, WARM_UPS), { recursive: true });
    await cp(join(known, PROOFS), join(own, PROOFS));
    for (const name of await finished(join(known, WARM_UPS)))
      await linkAll(join(known, WARM_UPS, name), join(own, WARM_UPS, name));
  }
  const empty = join(KNOWN, DATABASE);
  if (database && existsSync(empty)) await cp(empty, join(dataDir, DATABASE), { recursive: true });
}

/** Keeps what is new in a data folder. Several processes may do so at once: each thing appears whole. */
export async function keepKnown(dataDir: string): Promise<void> {
  for (const runner of RUNNERS) {
    const [known, own] = [join(KNOWN, runner), join(dataDir, runner)];
    const found = await readProofs(own);
    if (!found) continue;
    await mkdir(join(known, WARM_UPS), { recursive: true });
    const before = await readProofs(known);
    const proofs = { ...before?.proofs, ...found.proofs };
    if (Object.keys(proofs).length > Object.keys(before?.proofs ?? {}).length)
      await appear(join(known, PROOFS), (path) =>
        writeFile(path, JSON.stringify({ ...found, proofs } satisfies Proofs)),
      );
    for (const name of await finished(join(own, WARM_UPS))) {
      const target = join(known, WARM_UPS, name);
      if (!existsSync(target)) await appear(target, (path) => linkAll(join(own, WARM_UPS, name), path));
    }
  }
}

async function readProofs(folder: string): Promise<Proofs | null> {
  return readFile(join(folder, PROOFS), 'utf8').then(
    (text) => JSON.parse(text) as Proofs,
    () => null,
  );
}

/** Those that are being made have names that begin with a dot. */
async function finished(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('.'));
}

/** Files of a warm-up are never written to, so that one file may be in many folders. */
async function linkAll(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) await linkAll(from, to);
    else await link(from, to).catch(() => cp(from, to));
  }
}

async function appear(target: string, make: (path: string) => Promise<void>): Promise<void> {
  const draft = join(dirname(target), `.${randomUUID()}`);
  try {
    await make(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another was faster.
    if (!existsSync(target)) throw error;
  }
}
