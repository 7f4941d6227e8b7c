import type { Compilation, RunResult } from '@app/contracts';
import { LiveLine, type LiveWire, type ToApi, type ToWorker } from '@app/queue';
import type { Conversation } from '../kinds/kind.js';
import type { Ending } from './claim-store.js';

/** The worker's side of a conversation with a program. */
export class LiveTalk implements Conversation {
  private listener: ((word: ToWorker) => void) | null = null;
  private early: ToWorker[] = [];
  private line: LiveLine<ToWorker, ToApi> | null = null;
  private compilation: Compilation = null;

  /** @param abandon ends the job as cancelled */
  constructor(readonly abandon: () => void) {}

  /** @throws what the wire threw */
  async open(wire: LiveWire, submissionId: string): Promise<void> {
    this.line = await LiveLine.toApi(wire, submissionId, {
      onMessage: (word) => this.hear(word),
      // As if the client were gone: the program's output cannot reach it any more.
      onLost: () => this.hear({ type: 'close' }),
    });
    this.line.send({ type: 'hello' });
  }

  tell(news: ToApi): void {
    if (news.type === 'compiled') this.compilation = news.compilation;
    this.line?.send(news);
  }

  listen(listener: (word: ToWorker) => void): void {
    this.listener = listener;
    for (const word of this.early.splice(0)) listener(word);
  }

  /** The last word, once the submission is final. */
  exit({ verdict, result }: Ending): void {
    const {
      compilation = this.compilation,
      execution = null,
      error,
    } = (result ?? {}) as Partial<RunResult> & {
      error?: string;
    };
    this.tell({
      type: 'exit',
      compilation,
      execution,
      verdict: verdict as Extract<ToApi, { type: 'exit' }>['verdict'],
      ...(error !== undefined && { error }),
    });
  }

  close(): void {
    this.line?.close();
  }

  private hear(word: ToWorker): void {
    if (this.listener) this.listener(word);
    else this.early.push(word);
  }
}
