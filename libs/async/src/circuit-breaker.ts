import { inTime } from './in-time.js';

const PING_EVERY_MS = 2_000;

export interface Circuit {
  /** Whether the connection is there, as far as the client knows. */
  isReady(): boolean;
  /** Asks the server for a sign of life. */
  ping(): Promise<unknown>;
  /** A call that takes longer is no use. */
  readonly timeoutMs: number;
  /** Told once each time that a connected server stops to answer. */
  onSilence?(): void;
}

/**
 * Keeps callers from waiting for a server that is connected and does not answer: the first one finds out,
 * after its time limit, the following ones fail at once. A ping every two seconds, which no caller waits for,
 * finds out when it answers again; and also that it does not, when there are no calls.
 */
export class CircuitBreaker {
  private isOpen = false;
  private readonly timer: NodeJS.Timeout;
  private pinging = false;

  constructor(private readonly circuit: Circuit) {
    this.timer = setInterval(() => void this.ping(), PING_EVERY_MS).unref();
  }

  /** Whether calls are let through. */
  get isClosed(): boolean {
    return !this.isOpen && this.circuit.isReady();
  }

  /** @throws what the call throws; Error when the server is away or does not answer in time */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (!this.circuit.isReady()) throw new Error('not connected');
    if (this.isOpen) throw new Error('it has stopped to answer');
    return this.watched(call());
  }

  /** No ping any more. */
  stop(): void {
    clearInterval(this.timer);
  }

  private async ping(): Promise<void> {
    if (this.pinging || !this.circuit.isReady()) return;
    this.pinging = true;
    try {
      await this.watched(this.circuit.ping());
      this.isOpen = false;
    } catch {
      // A refusal is an answer; silence was noticed.
    } finally {
      this.pinging = false;
    }
  }

  private async watched<T>(work: Promise<T>): Promise<T> {
    let isAnswered = false;
    const answered = work.finally(() => (isAnswered = true));
    try {
      return await inTime(answered, this.circuit.timeoutMs);
    } catch (error) {
      if (!isAnswered && !this.isOpen) {
        this.isOpen = true;
        this.circuit.onSilence?.();
      }
      throw error;
    }
  }
}
