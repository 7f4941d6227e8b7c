import { posix } from 'node:path';
import type { Archive } from '../archive/archive.js';
import { readBytes, type Content } from '../archive/content.js';
import type { ProblemTest } from '../model.js';

const MOST_BYTES = 200;

/**
 * Tests whose file holds nothing but the path of another file that is there: where Git makes no symbolic
 * links, such files are what is left of them.
 * @returns a warning for each
 */
export async function lostLinks(archive: Archive, tests: readonly ProblemTest<Content>[]): Promise<string[]> {
  const paths = new Map(archive.paths.map((path) => [archive.file(path), path]));
  const warnings: string[] = [];
  for (const { input, answer } of tests) {
    for (const data of [input, answer]) {
      if (data?.kind !== 'file' || (data.file.bytes ?? MOST_BYTES) >= MOST_BYTES) continue;
      const path = paths.get(data.file);
      if (path === undefined) continue;
      const text = (await readBytes(data.file, MOST_BYTES)).toString();
      if (!/^[^/\n][^\n]*\/[^\n]*$/.test(text)) continue;
      if (!archive.has(posix.join(posix.dirname(path), text))) continue;
      warnings.push(`${path} holds the path ${text} and nothing else: was it a symbolic link?`);
    }
  }
  return warnings;
}
