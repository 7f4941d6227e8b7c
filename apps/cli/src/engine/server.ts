import type {
  LanguageView,
  SubmissionEvent,
  SubmissionRequest,
  SubmissionView,
  SuiteView,
} from '@app/contracts';
import { Client, isFinal, problemOf, type PackageOptions } from '@app/client';
import { openAsBlob } from 'node:fs';
import { CliError, EXIT } from '../exit-codes.js';
import type { PackageFile } from '../input/package-file.js';
import type { Engine, Outcome, Watcher } from './engine.js';
import { ServerSuite } from './server-suite.js';
import type { OpenSuite, PackageChoice } from './suite.js';

/** Jobs are submissions at a cpast service. */
export class ServerEngine implements Engine {
  readonly where: string;
  /** For what only a service has. */
  readonly client: Client;

  constructor(
    url: string,
    token: string | undefined,
    private readonly reuse = false,
  ) {
    this.where = url;
    this.client = new Client({ baseUrl: url, ...(token !== undefined && { token }) });
  }

  async perform(request: SubmissionRequest, watcher: Watcher, signal: AbortSignal): Promise<Outcome> {
    const { submissions } = this.client;
    const options = { signal, reuse: this.reuse };
    const { id } = await submissions.create(request, options).catch((error: unknown) => {
      throw this.refused(error, signal);
    });
    try {
      for await (const news of submissions.news(id, signal)) {
        if (news.type === 'event') tell(watcher, news.event);
        if (news.type === 'view') {
          if (isFinal(news.view)) return outcomeOf(news.view);
          watcher.progress?.(news.view.progress);
        }
      }
      throw new CliError(`${this.where}: submission ${id} ended without a result`, EXIT.UNAVAILABLE);
    } catch (error) {
      // The user has interrupted the command: the job need not run on.
      if (signal.aborted) await submissions.remove(id).catch(() => {});
      throw error instanceof CliError ? error : this.refused(error, signal);
    }
  }

  languages(): Promise<LanguageView[]> {
    return this.client.service.languages().catch((error: unknown) => {
      throw this.refused(error);
    });
  }

  async openSuite(
    file: PackageFile,
    { problem, ...options }: PackageChoice,
    signal: AbortSignal,
  ): Promise<OpenSuite> {
    const view = await this.upload(file, { ...options, ...(problem !== undefined && { problem }) }, signal);
    return new ServerSuite(this, view);
  }

  /** Makes a suite of a package, or a new version of the suite `id`. @throws CliError; the signal's reason */
  async upload(
    file: PackageFile,
    options: PackageOptions,
    signal: AbortSignal,
    id?: string,
  ): Promise<SuiteView> {
    const { suites } = this.client;
    const zip = await openAsBlob(file.zip);
    const uploaded =
      id === undefined ? suites.upload(zip, options, signal) : suites.uploadVersion(id, zip, options, signal);
    return this.asked(uploaded, signal);
  }

  /** What the service answers. @throws CliError; the signal's reason */
  asked<T>(answer: Promise<T>, signal?: AbortSignal): Promise<T> {
    return answer.catch((error: unknown) => {
      throw this.refused(error, signal);
    });
  }

  async close(): Promise<void> {}

  private refused(error: unknown, signal?: AbortSignal): Error {
    return refusedBy(this.where, error, signal);
  }
}

/** The service's problem as one error for the person at the keyboard; the signal's reason when that fired. */
export function refusedBy(where: string, error: unknown, signal?: AbortSignal): Error {
  if (error instanceof CliError) return error;
  if (signal?.aborted) return signal.reason as Error;
  const { status, title, detail, errors, clex } = problemOf(error);
  const fields = errors.map(({ field, message }) => `  ${field}: ${message}`);
  if (status === 0) return new CliError(`${where}: ${title}. ${detail}`, EXIT.UNAVAILABLE);
  const hint =
    status === 401 ? ' Log in with `cpast login`, or give --token.' : clex?.hint ? `\n  ${clex.hint}` : '';
  const text = [`${where}: ${title}${detail ? `: ${detail}` : ''}${hint}`, ...fields].join('\n');
  return new CliError(text, status >= 500 || status === 429 ? EXIT.UNAVAILABLE : EXIT.USAGE);
}

function tell(watcher: Watcher, event: SubmissionEvent): void {
  if (event.type === 'submission.compiled') watcher.compiled?.(event.role, event.compilation);
  if (event.type === 'submission.progress') watcher.progress?.(event.progress);
  if (event.type === 'submission.failure_found') watcher.failureFound?.(event.failure);
}

function outcomeOf(view: SubmissionView): Outcome {
  if (view.verdict === null || view.result === null)
    throw new CliError(`submission ${view.id} was cancelled`, EXIT.UNAVAILABLE);
  return { verdict: view.verdict, result: view.result, id: view.id };
}
