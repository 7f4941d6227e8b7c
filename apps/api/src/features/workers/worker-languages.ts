import { Injectable } from '@nestjs/common';
import type { LanguageView, RunnerInfo, WorkerView } from '@app/contracts';
import { LanguageDirectory } from '../languages/language-directory.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { WorkerDirectory } from './worker-directory.js';

const RETRY_AFTER_S = 5;

/** The languages of all workers of all machines, together. */
@Injectable()
export class WorkerLanguages extends LanguageDirectory {
  private known: readonly WorkerView[] = [];

  constructor(private readonly workers: WorkerDirectory) {
    super();
  }

  async list(): Promise<readonly LanguageView[]> {
    this.known = await this.workers.live();
    const byId = new Map<string, LanguageView>();
    for (const language of this.known.flatMap(({ languages }) => languages))
      if (!byId.has(language.id)) byId.set(language.id, language);
    if (byId.size > 0) return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name));
    throw new DomainError('no_worker', {
      detail: 'No worker is connected; start one with `npm run worker`, with the same variables as this api.',
      headers: { 'retry-after': String(RETRY_AFTER_S) },
    });
  }

  override haveOneWorker(languageIds: readonly string[]): boolean {
    return this.known.some(({ languages }) =>
      languageIds.every((wanted) => languages.some(({ id }) => id === wanted)),
    );
  }

  override isUniform(languageId: string): boolean {
    const versions = this.known.flatMap(({ languages }) =>
      languages.filter(({ id }) => id === languageId).map(({ version }) => version),
    );
    return new Set(versions).size === 1;
  }

  override programVersion(): string | null {
    const [version, ...others] = new Set(this.known.map((worker) => worker.version));
    return version === undefined || others.length > 0 ? null : version;
  }

  runnerInfo(): RunnerInfo | null {
    const [first] = this.known;
    return first ? { runner: first.runner, isolation: first.isolation } : null;
  }
}
