import { signalNumber, type RunResult } from '@app/contracts';
import type { RawData, WebSocket } from 'ws';
import type { Exit, LivePeer, LiveSession } from '../../../features/terminals/live-session.js';
import { DomainError } from '../../../platform/problem/domain-error.js';
import { toDomainError } from '../../../platform/problem/to-domain-error.js';
import type { PistonJob } from '../execute.dto.js';
import { answerOf } from '../from-result.js';
import { PistonError } from '../piston-error.js';

const INIT_MS = 1_000;
const MAX_EARLY_CHARACTERS = 256 * 1024;
const CLOSE = {
  jobCompleted: [4999, 'Job Completed'],
  alreadyInitialized: [4000, 'Already Initialized'],
  initializationTimeout: [4001, 'Initialization Timeout'],
  notifiedError: [4002, 'Notified Error'],
  notYetInitialized: [4003, 'Not yet initialized'],
  onlyStdin: [4004, 'Can only write to stdin'],
  invalidSignal: [4005, 'Invalid signal'],
} as const;
/** What a program can be sent here; others that exist are taken and do nothing. */

/** What a connection is done with. */
export interface ConnectionMeans {
  /** @throws PistonError; DomainError when the caller may not submit */
  read(body: Record<string, unknown>): Promise<PistonJob>;
  /** @throws DomainError */
  start(job: PistonJob, peer: LivePeer): Promise<LiveSession>;
}

/** One connection of a client: one job that is talked to, in the words of Piston. */
export class PistonConnection {
  private isInitialized = false;
  private session: LiveSession | null = null;
  private job: PistonJob | null = null;
  /** What was typed before there is anything to type into. */
  private early = '';
  private readonly timer: NodeJS.Timeout;
  private readonly decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  constructor(
    private readonly socket: WebSocket,
    private readonly means: ConnectionMeans,
  ) {
    this.timer = setTimeout(() => this.close('initializationTimeout'), INIT_MS).unref();
    socket.on('message', (data) => this.take(data));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(this.timer);
      this.session?.close();
    });
  }

  private take(data: RawData): void {
    const message = parsed(data);
    if (message === null) return this.fail('a message has to be a JSON object');
    switch (message.type) {
      case 'init':
        if (this.isInitialized) return this.close('alreadyInitialized');
        this.isInitialized = true;
        clearTimeout(this.timer);
        return void this.init(message).catch((error: unknown) => this.fail(wordsOf(error)));
      case 'data':
        if (!this.isInitialized) return this.close('notYetInitialized');
        if (message.stream !== 'stdin') return this.close('onlyStdin');
        return this.type(typeof message.data === 'string' ? message.data : '');
      case 'signal':
        if (!this.isInitialized) return this.close('notYetInitialized');
        return this.signal(String(message.signal));
      default:
        return;
    }
  }

  private async init(message: Record<string, unknown>): Promise<void> {
    const job = await this.means.read(message);
    this.job = job;
    const { language, version } = job.runtime;
    this.send({ type: 'runtime', language, version });
    const session = await this.means.start(job, this.peer(job));
    if (this.socket.readyState !== this.socket.OPEN) return session.close();
    this.session = session;
    if (this.early !== '') this.write(session, this.early);
    this.early = '';
  }

  private type(text: string): void {
    if (this.session) return this.write(this.session, text);
    this.early += text;
    if (this.early.length > MAX_EARLY_CHARACTERS) this.fail('more was written than the program reads');
  }

  private write(session: LiveSession, text: string): void {
    if (!session.write(Buffer.from(text))) this.fail('more was written than the program reads');
  }

  private signal(name: string): void {
    if (signalNumber(name) === null) return this.close('invalidSignal');
    this.session?.signal(name);
  }

  private peer(job: PistonJob): LivePeer {
    const isCompiled = job.runtime.isCompiled;
    return {
      compiled: (compilation) => {
        if (!isCompiled) return;
        const hasFailed = compilation?.succeeded === false;
        const verdict = hasFailed ? 'compile_error' : 'accepted';
        this.send({ type: 'stage', stage: 'compile' });
        if (compilation?.output) this.send({ type: 'data', stream: 'stderr', data: compilation.output });
        const { compile } = answerOf(
          { status: 'finished', verdict, result: { compilation, execution: null } },
          job.runtime,
        );
        this.send({
          type: 'exit',
          stage: 'compile',
          code: compile?.code ?? null,
          signal: compile?.signal ?? null,
        });
      },
      started: () => this.send({ type: 'stage', stage: 'run' }),
      data: (stream, data) =>
        this.deliver({ type: 'data', stream, data: this.decoders[stream].decode(data, { stream: true }) }),
      exit: (exit) => this.exit(exit),
    };
  }

  private exit({ compilation, execution, verdict, error }: Exit): void {
    if (execution === null && verdict !== 'compile_error')
      return this.fail(error ?? 'the program could not be run');
    if (execution !== null) {
      for (const stream of ['stdout', 'stderr'] as const) {
        const rest = this.decoders[stream].decode();
        if (rest !== '') this.send({ type: 'data', stream, data: rest });
      }
      const result: RunResult = { compilation, execution };
      const { code, signal } = answerOf({ status: 'finished', verdict, result }, this.job!.runtime).run;
      this.send({ type: 'exit', stage: 'run', code, signal });
    }
    this.close('jobCompleted');
  }

  private send(message: object): void {
    void this.deliver(message);
  }

  /** Resolves when the network has it. */
  private deliver(message: object): Promise<void> {
    return new Promise((resolve) => this.socket.send(JSON.stringify(message), () => resolve()));
  }

  private fail(message: string): void {
    this.send({ type: 'error', message });
    this.close('notifiedError');
  }

  private close(why: keyof typeof CLOSE): void {
    const [code, reason] = CLOSE[why];
    this.socket.close(code, reason);
    this.session?.close();
  }
}

function parsed(data: RawData): Record<string, unknown> | null {
  try {
    const message: unknown = JSON.parse((data as Buffer).toString());
    return typeof message === 'object' && message !== null && !Array.isArray(message)
      ? (message as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof PistonError) return error.message;
  return (toDomainError(error) ?? new DomainError('internal_error')).message;
}
