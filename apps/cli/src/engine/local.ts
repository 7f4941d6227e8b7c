import type { Config } from '@app/config';
import { specOf, type LanguageView, type SubmissionRequest } from '@app/contracts';
import { randomBytes } from 'node:crypto';
import { Slots } from '../../../worker/src/jobs/slots.js';
import { performJob } from '../../../worker/src/kinds/index.js';
import { JobFailed } from '../../../worker/src/kinds/kind.js';
import { openRunner } from '../../../worker/src/open-runner.js';
import { LANGUAGE_ROWS, RunnerUnavailable, type BoxRunner } from '../../../worker/src/runner/index.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { Io } from '../io.js';
import type { Engine, Outcome, Watcher } from './engine.js';
import type { SuiteSource } from '../../../worker/src/kinds/kind.js';
import type { PackageFile } from '../input/package-file.js';
import { localConfig } from './local-config.js';
import { LocalSuite, type PerformBySuite } from './local-suite.js';
import type { OpenSuite, PackageChoice } from './suite.js';

/**
 * Jobs are done by this process, with the worker's own runner and kinds: no database, no queue. The runner is
 * opened for the languages that a job names, because each one that is looked for costs a proof the first
 * time.
 */
export class LocalEngine implements Engine {
  readonly where = 'this machine';
  private readonly config: Config;
  private opened: { wanted: ReadonlySet<string>; runner: BoxRunner } | null = null;

  constructor(private readonly io: Io) {
    this.config = localConfig(io);
  }

  perform(request: SubmissionRequest, watcher: Watcher, signal: AbortSignal): Promise<Outcome> {
    return this.performBy(request, watcher, signal);
  }

  async openSuite(file: PackageFile, { problem }: PackageChoice): Promise<OpenSuite> {
    const perform: PerformBySuite = (...args) => this.performBy(...args);
    return LocalSuite.open(await file.read(problem), perform);
  }

  private async performBy(
    request: SubmissionRequest,
    watcher: Watcher,
    signal: AbortSignal,
    suites?: SuiteSource,
  ): Promise<Outcome> {
    const spec = specOf(request.kind);
    const ofSuite = 'suite' in request ? (request.suite?.languages ?? []) : [];
    const own = spec.programsOf(request).map(({ program }) => program.language);
    const runner = await this.openFor([...own, ...ofSuite]);
    const slots = new Slots(this.config.workerConcurrency, this.config.slotCores);
    const slot = await slots.acquire(signal);
    const outputs = new Map<string, Buffer>();
    try {
      const outcome = await performJob(spec.settled(request, drawSeed), {
        runner,
        slots,
        slot,
        signal,
        ...(suites && { suites }),
        keep: () => {},
        charge: () => {},
        outputs: { keep: (name, bytes) => void outputs.set(name, Buffer.from(bytes)) },
        progress: (progress) => watcher.progress?.(progress),
        emit: (news) => {
          if (news.type === 'submission.compiled') watcher.compiled?.(news.role, news.compilation);
          if (news.type === 'submission.failure_found') watcher.failureFound?.(news.failure);
        },
      });
      return { ...outcome, outputs };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof JobFailed) throw new CliError(error.message, EXIT.UNAVAILABLE);
      if (error instanceof RunnerUnavailable) throw unavailable(error);
      throw error;
    } finally {
      slot.release();
    }
  }

  async languages(): Promise<LanguageView[]> {
    return (await this.open(new Set(LANGUAGE_ROWS.map(({ id }) => id)))).languages();
  }

  async close(): Promise<void> {
    await this.opened?.runner.close();
    this.opened = null;
  }

  /** @throws CliError that names a language which is not known, or not installed */
  private async openFor(languages: readonly string[]): Promise<BoxRunner> {
    const wanted = new Set(languages.map(rowIdOf));
    const runner = await this.open(wanted);
    const here = runner.languages();
    for (const language of languages) {
      const name = language.toLowerCase();
      if (here.some(({ id, aliases }) => id === name || aliases.includes(name))) continue;
      const row = LANGUAGE_ROWS.find(({ id }) => id === rowIdOf(language))!;
      throw new CliError(
        `${row.name} does not work on this machine (try: apt-get install ${row.packages.join(' ')}); \`cpast languages\` lists what does`,
      );
    }
    return runner;
  }

  private async open(wanted: ReadonlySet<string>): Promise<BoxRunner> {
    if (this.opened && [...wanted].every((id) => this.opened!.wanted.has(id))) return this.opened.runner;
    await this.close();
    const rows = LANGUAGE_ROWS.filter(({ id }) => wanted.has(id));
    try {
      const runner = await openRunner(this.config, () => {}, this.io.env['PATH'], rows);
      this.opened = { wanted, runner };
      await runner.detected;
      return runner;
    } catch (error) {
      if (error instanceof RunnerUnavailable) throw unavailable(error);
      throw error;
    }
  }
}

const drawSeed = (): string => String(randomBytes(8).readBigUInt64LE());

function unavailable(error: RunnerUnavailable): CliError {
  return new CliError(
    `no program can be run here: ${error.message}\nSee \`cpast doctor\`.`,
    EXIT.UNAVAILABLE,
  );
}

/** The row of a language's id, alias, or versioned id (`python-3.9`). @throws CliError with what is near */
function rowIdOf(language: string): string {
  const name = language.toLowerCase();
  const row =
    LANGUAGE_ROWS.find(({ id, aliases }) => id === name || aliases.includes(name)) ??
    LANGUAGE_ROWS.find(({ id }) => name.startsWith(`${id}-`) && /^-\d/.test(name.slice(id.length)));
  if (row) return row.id;
  throw new CliError(
    `${language}: there is no such language; known are ${LANGUAGE_ROWS.map(({ id }) => id).join(', ')}`,
  );
}
