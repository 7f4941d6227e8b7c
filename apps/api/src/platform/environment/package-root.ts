import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory that holds nest-cli.json: sources and built files lie at different depths below it. */
export function packageRoot(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    if (existsSync(join(at, 'nest-cli.json'))) return at;
    if (at === dirname(at)) return process.cwd();
  }
}
