import { dirname, join } from 'node:path';
import { RunnerUnavailable } from '../runner.js';
import type { Candidate } from '../languages/toolchain.js';
import type { LanguageRow } from '../languages/row.js';
import type { RunnerContainer } from './runner-container.js';

/** An executable of the image. */
export interface ImageBinary {
  path: string;
  /** Where the links end. */
  real: string;
  /** Size and modification time. */
  stamp: string;
}

const LIST =
  'set -- /usr/local/bin /usr/bin /usr/games /usr/lib/jvm/*/bin; ' +
  'find -L "$@" -maxdepth 1 -type f -perm /111 -printf "%p\\t%s:%T@\\n" 2>/dev/null; echo; ' +
  'find -L "$@" -maxdepth 1 -type f -perm /111 -print0 2>/dev/null | xargs -0 readlink -f --';

/** Every executable of the image a container was made from. @throws RunnerUnavailable; EngineGone */
export async function listBinaries(container: RunnerContainer): Promise<ImageBinary[]> {
  const { stdout, stderr } = await container.execute(['/bin/sh', '-c', LIST]);
  return parseListing(stdout, stderr);
}

/** @throws RunnerUnavailable when it is not a listing */
function parseListing(stdout: string, stderr = ''): ImageBinary[] {
  const end = stdout.indexOf('\n\n');
  const files = stdout.slice(0, Math.max(end, 0)).split('\n').filter(Boolean);
  const reals = stdout
    .slice(end + 2)
    .split('\n')
    .filter(Boolean);
  if (end < 0 || files.length === 0 || files.length !== reals.length)
    throw new RunnerUnavailable(
      `the image's programs cannot be listed: ${(stderr || stdout).trim().slice(0, 300)}`,
    );
  return files.map((line, i) => {
    const [path = '', stamp = ''] = line.split('\t');
    return { path, stamp, real: reals[i]! };
  });
}

/** What may be toolchains of the row; the image's own folders are shown by every box as they are. */
export function candidatesIn(binaries: readonly ImageBinary[], row: LanguageRow): Candidate[] {
  const found = new Map<string, Candidate>();
  const byReal = new Map(binaries.map((binary) => [binary.real, binary]));
  const named = binaries.filter(({ path }) => row.find.names.test(path.slice(path.lastIndexOf('/') + 1)));
  const shortFirst = [...named].sort((a, b) => a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  for (const { path, real, stamp } of shortFirst) {
    const beside = row.find.companion ? byReal.get(join(dirname(real), row.find.companion)) : undefined;
    if (row.find.companion && !beside) continue;
    const identity = [`${real}:${stamp}`, ...(beside ? [`${beside.real}:${beside.stamp}`] : [])].join('|');
    if (found.has(identity)) continue;
    found.set(identity, { row, tool: path, companion: beside?.real ?? null, root: null, identity });
  }
  return [...found.values()];
}
