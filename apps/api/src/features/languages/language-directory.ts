import type { LanguageView, RunnerInfo } from '@app/contracts';

/** What the workers can run. The embedded default asks the worker in the same process. */
export abstract class LanguageDirectory {
  /**
   * The languages that were seen to work. Waits while they are still being tried out at a first start.
   * @throws DomainError('no_worker') when there is no worker to run anything
   */
  abstract list(): Promise<readonly LanguageView[]>;
  /** Languages that include all of `names`, or all languages there are when a name is in none of them. */
  knowing(_names: readonly string[]): Promise<readonly LanguageView[]> {
    return this.list();
  }
  /** Whether one worker has all of these languages, by their ids; what is known now. */
  haveOneWorker(_languageIds: readonly string[]): boolean {
    return true;
  }
  /** Whether a language has the same version on every worker; what is known now. */
  isUniform(_languageId: string): boolean {
    return true;
  }
  /** The version of the workers' program, sandbox included; null: they differ, or none has reported it. */
  programVersion(): string | null {
    return null;
  }
  /** null while no worker has said. */
  abstract runnerInfo(): RunnerInfo | null;
}

/** Finds a language by id or alias; capitals do not matter. */
export function findLanguage(languages: readonly LanguageView[], name: string): LanguageView | undefined {
  const wanted = name.toLowerCase();
  return (
    languages.find(({ id }) => id.toLowerCase() === wanted) ??
    languages.find(({ aliases }) => aliases.some((alias) => alias.toLowerCase() === wanted))
  );
}
