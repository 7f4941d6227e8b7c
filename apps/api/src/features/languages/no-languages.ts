import { DomainError } from '../../platform/problem/domain-error.js';
import { LanguageDirectory } from './language-directory.js';

/** For an api without any worker: it serves what is stored, and says why it takes no programs. */
export class NoLanguages extends LanguageDirectory {
  async list(): Promise<never> {
    throw new DomainError('no_worker', {
      detail: 'Nobody runs programs for this api: `npm start` runs api and worker in one process.',
    });
  }

  runnerInfo(): null {
    return null;
  }
}
