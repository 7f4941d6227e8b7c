import { ApiError, problemOf, readProblem } from './problem.js';

/** A service that is there answers any question within this. */
const ANSWER_MS = 10_000;
/** Programs of megabytes take their time on a slow line. */
const SUBMIT_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 4_000;
/** Answers that another try may change: the request was not begun, or it has to wait. */
const PASSING: ReadonlySet<number> = new Set([0, 429, 502, 503, 504]);

/** How a client reaches its service. */
export interface HttpOptions {
  /** Where the service is, e.g. `https://cpast.example`; default: the page's own origin. */
  baseUrl?: string;
  /** An API token, sent as `Authorization: Bearer`. */
  token?: string;
  /** Tries after the first one that failed for a reason that passes; default 2. */
  retries?: number;
  /** Default: the global one. */
  fetch?: typeof fetch;
}

/** One request. */
export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON; a FormData as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** Whether doing it twice is the same as doing it once; default: all but POST and PATCH. */
  repeatable?: boolean;
}

/** Requests to one service: JSON in, JSON out, errors as ApiError, tried again where that cannot do harm. */
export class Http {
  readonly baseUrl: string;
  readonly token: string | undefined;
  private readonly retries: number;
  private readonly send: typeof fetch;

  constructor(options: HttpOptions = {}) {
    this.baseUrl = (options.baseUrl ?? '').replace(/\/+$/, '');
    this.token = options.token;
    this.retries = options.retries ?? 2;
    this.send = options.fetch ?? ((...args) => fetch(...args));
  }

  /**
   * Asks for JSON.
   * @throws ApiError when the service answers with an error or with something that is no answer of its, and, with status
   *   0, when it does not answer in time; whatever `signal` was aborted with
   */
  async json<T>(path: string, ask: Ask = {}): Promise<T> {
    const response = await this.answer(path, ask);
    if (response.status === 204) return undefined as T;
    const json = parseJson(await response.text());
    // A page in place of an answer is that of a proxy, whatever its status says.
    if (json === null) throw new ApiError(readProblem(response.status, json));
    return json as T;
  }

  /** Asks for bytes. @throws as `json` */
  async bytes(path: string, ask: Ask = {}): Promise<Uint8Array> {
    const response = await this.answer(path, { ...ask, headers: { accept: '*/*', ...ask.headers } });
    return new Uint8Array(await response.arrayBuffer());
  }

  private async answer(path: string, ask: Ask): Promise<Response> {
    const { method = 'GET', signal } = ask;
    const repeatable = ask.repeatable ?? (method !== 'POST' && method !== 'PATCH');
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.once(path, ask);
      } catch (error) {
        if (signal?.aborted) throw error;
        const problem = problemOf(error);
        if (!repeatable || attempt >= this.retries || !PASSING.has(problem.status))
          throw new ApiError(problem);
        await pause(problem.retryAfterMs ?? Math.min(FIRST_PAUSE_MS * 2 ** attempt, MAX_PAUSE_MS), signal);
      }
    }
  }

  private async once(path: string, ask: Ask): Promise<Response> {
    const { method = 'GET', body, signal } = ask;
    const timeout = AbortSignal.timeout(ask.timeoutMs ?? (body === undefined ? ANSWER_MS : SUBMIT_MS));
    const headers: Record<string, string> = { accept: 'application/json', ...ask.headers };
    if (this.token !== undefined) headers['authorization'] = `Bearer ${this.token}`;
    const init: RequestInit = {
      method,
      headers,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    };
    // A form names its own type, with the boundary between its parts.
    if (body instanceof FormData) init.body = body;
    else if (body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    const response = await this.send(this.baseUrl + path + queryOf(ask.query), init);
    if (response.ok) return response;
    throw new ApiError({
      ...readProblem(response.status, parseJson(await response.text())),
      retryAfterMs: retryAfterMs(response),
    });
  }
}

/** `retry-after` in milliseconds, as far as a client may be made to wait; null: it says nothing. */
function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) ? Math.min(seconds * 1_000, MAX_PAUSE_MS * 4) : null;
}

function queryOf(query: Ask['query'] = {}): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (entries.length === 0) return '';
  return `?${entries.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Resolves after a time, or rejects when the signal is aborted before. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * A key for a request that must be done once, however often it is sent. Works on pages without https as well.
 */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
