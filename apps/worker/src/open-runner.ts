import type { Config } from '@app/config';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createDockerRunner,
  createNativeRunner,
  insistOnCores,
  LANGUAGE_ROWS,
  type LanguageRow,
  RunnerUnavailable,
  whyNoDocker,
  type BoxRunner,
} from './runner/index.js';

type RunnerConfig = Pick<
  Config,
  | 'runner'
  | 'runnerImage'
  | 'dockerHost'
  | 'isolation'
  | 'production'
  | 'dataDir'
  | 'workerConcurrency'
  | 'workerLanguages'
  | 'slotCores'
  | 'zygotes'
>;

/**
 * Opens the runner that the configuration asks for. `auto` takes docker where an engine answers and has the
 * image: it never waits for a build.
 * @param searchPath PATH, to look for compilers in; only the native runner does
 * @param rows languages to look for; default: all
 * @throws RunnerUnavailable: says what to do
 */
export async function openRunner(
  config: RunnerConfig,
  log: (message: string) => void,
  searchPath?: string,
  rows?: readonly LanguageRow[],
): Promise<BoxRunner> {
  const common = {
    dataDir: config.dataDir,
    isolation: config.isolation === 'auto' ? undefined : config.isolation,
    production: config.production,
    slots: config.workerConcurrency,
    zygotes: config.zygotes,
    log,
    rows: rows ?? (config.workerLanguages ? rowsOf(config.workerLanguages) : undefined),
  };
  const docker = { ...common, dockerHost: config.dockerHost, image: config.runnerImage, root: packageRoot() };
  if (config.runner === 'docker') return createDockerRunner(docker);
  if (config.runner === 'auto' && (await whyNoDocker(docker)) === null) {
    try {
      return await createDockerRunner(docker);
    } catch (error) {
      if (!(error instanceof RunnerUnavailable)) throw error;
      log(`RUNNER=auto: not in containers, because ${error.message}`);
    }
  }
  if (config.slotCores) await insistOnCores(config.slotCores);
  return createNativeRunner({
    ...common,
    boxPath: join(packageRoot(), 'native/box/build/box'),
    // For each slot one of the kind that compilers run in, and one for programs.
    spareBoxes: 2 * config.workerConcurrency,
    forksBoxes: true,
    // The sources hold no secrets, a file `.env` beside them or where the process was started does.
    ownFolders: [packageRoot(), ...(existsSync('.env') ? [process.cwd()] : [])],
    searchPath,
  });
}

/** @throws RunnerUnavailable that names WORKER_LANGUAGES when one of the ids is unknown */
function rowsOf(ids: readonly string[]): LanguageRow[] {
  const unknown = ids.filter((id) => !LANGUAGE_ROWS.some((row) => row.id === id));
  if (unknown.length === 0) return LANGUAGE_ROWS.filter(({ id }) => ids.includes(id));
  const known = LANGUAGE_ROWS.map(({ id }) => id).join(', ');
  throw new RunnerUnavailable(
    `WORKER_LANGUAGES: no such language: ${unknown.join(', ')}; known are ${known}`,
  );
}

/** The directory that holds nest-cli.json: sources and built files lie at different depths below it. */
export function packageRoot(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    if (existsSync(join(at, 'nest-cli.json'))) return at;
    if (at === dirname(at)) return process.cwd();
  }
}
