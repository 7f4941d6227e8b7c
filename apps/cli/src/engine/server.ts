import type { LanguageView, SubmissionEvent, SubmissionRequest, SubmissionView } from '@app/contracts';
import { Client, isFinal, problemOf } from '@app/client';
import { CliError, EXIT } from '../exit-codes.js';
import type { Engine, Outcome, Watcher } from './engine.js';

/** Jobs are submissions at a cpast service. */
export class ServerEngine implements Engine {
  readonly where: string;
  private readonly client: Client;

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
      // Nobody waits for it any more: it need not run on.
      if (signal.aborted) await submissions.remove(id).catch(() => {});
      throw error instanceof CliError ? error : this.refused(error, signal);
    }
  }

  languages(): Promise<LanguageView[]> {
    return this.client.service.languages().catch((error: unknown) => {
      throw this.refused(error);
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
