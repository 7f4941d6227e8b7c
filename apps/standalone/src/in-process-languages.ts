import type { LanguageView, RunnerInfo } from '@app/contracts';
import { findLanguage, LanguageDirectory } from '../../api/src/features/languages/language-directory.js';

/** What is asked of the runner of the worker in this process. */
export interface DetectingRunner {
  readonly kind: RunnerInfo['runner'];
  readonly isolation: RunnerInfo['isolation'];
  /** Resolves when every toolchain was tried. */
  readonly detected: Promise<void>;
  /** Those that were seen to work by now. */
  languages(): LanguageView[];
}

/** The languages of the worker in this process. */
export class InProcessLanguages extends LanguageDirectory {
  constructor(
    private readonly runner: DetectingRunner,
    private readonly version: string | null,
  ) {
    super();
  }

  async list(): Promise<readonly LanguageView[]> {
    await this.runner.detected;
    return this.runner.languages();
  }

  /** At a first start a Python program need not wait for the trial of Go. */
  override async knowing(names: readonly string[]): Promise<readonly LanguageView[]> {
    const known = this.runner.languages();
    return names.every((name) => findLanguage(known, name)) ? known : this.list();
  }

  override programVersion(): string | null {
    return this.version;
  }

  runnerInfo(): RunnerInfo {
    return { runner: this.runner.kind, isolation: this.runner.isolation };
  }
}
