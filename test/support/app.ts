import type { SubmissionEvent, SubmissionRequest, SubmissionView } from '@app/contracts';
import { io, type Socket } from 'socket.io-client';
import { eventually } from './eventually.js';
import { cookiesOf, type MadeToken, type TestUser } from './sessions.js';

export type Headers = Record<string, string>;

/** Of the admin of a new product that was given no other. */
export const ADMIN_PASSWORD = 'everythinghastostartsomewhere';

/** Takes the result of the same work done before, where there is one. */
export const REUSE: Headers = { prefer: 'reuse' };

/** A submission as it was when the test began to follow it, and all that was heard of it until its end. */
export interface Followed {
  snapshot: SubmissionView & { seq: number };
  ended: Promise<SubmissionEvent[]>;
}

/**
 * What a test does with a service, whichever way that was started: in the test's own process
 * (`startTestApi`), as a product of its own (`startProduct`), as one of many processes (`Fleet`), or behind a
 * proxy. Verbs of HTTP answer with whatever came; all others throw when it is not what they ask for.
 */
export class TestApp {
  /** A session that makes users; none until the first one is made. */
  private admin: Promise<string> | undefined;

  /** @param url without a slash at its end */
  constructor(
    readonly url: string,
    private readonly adminPassword = ADMIN_PASSWORD,
  ) {}

  /** @param path with a slash at its beginning, here and below */
  get(path: string, headers: Headers = {}): Promise<Response> {
    return fetch(this.url + path, { headers });
  }

  /** Sends JSON; a string is sent as it is. */
  post(path: string, body?: unknown, headers: Headers = {}): Promise<Response> {
    return this.send('POST', path, body, headers);
  }

  put(path: string, body?: unknown, headers: Headers = {}): Promise<Response> {
    return this.send('PUT', path, body, headers);
  }

  patch(path: string, body?: unknown, headers: Headers = {}): Promise<Response> {
    return this.send('PATCH', path, body, headers);
  }

  delete(path: string, headers: Headers = {}): Promise<Response> {
    return this.send('DELETE', path, undefined, headers);
  }

  /** Submits and answers at once. */
  async submit(request: SubmissionRequest, headers: Headers = {}): Promise<SubmissionView> {
    return jsonOf(202, await this.post('/api/v1/submissions', request, headers));
  }

  /** Submits and waits for the final state. @throws when it is not final within 60 s */
  async judge(request: SubmissionRequest, headers: Headers = {}): Promise<SubmissionView> {
    return jsonOf(201, await this.post('/api/v1/submissions?wait=60', request, headers));
  }

  async read(id: string, headers: Headers = {}): Promise<SubmissionView> {
    return jsonOf(200, await this.get(`/api/v1/submissions/${id}`, headers));
  }

  /** Reads until the submission is final; the service may be away meanwhile. */
  waitFor(id: string, timeoutMs = 60_000): Promise<SubmissionView> {
    const final = async () => {
      const view = await this.read(id);
      if (view.status === 'finished' || view.status === 'cancelled') return view;
      throw new Error(`${id} is still ${view.status}`);
    };
    return eventually(final, { timeoutMs, intervalMs: 50 });
  }

  /**
   * Follows a submission over a socket until it has ended; `ended` has all its events, in the order of
   * arrival.
   */
  async follow(submissionId: string): Promise<Followed> {
    const socket = io(this.url, { transports: ['websocket'], forceNew: true });
    const events: SubmissionEvent[] = [];
    const ended = new Promise<SubmissionEvent[]>((resolve) => {
      socket.onAny((type: SubmissionEvent['type'], event: SubmissionEvent) => {
        if (event.submissionId !== submissionId) return;
        events.push({ ...event, type } as SubmissionEvent);
        if (type !== 'submission.finished') return;
        socket.close();
        resolve(events);
      });
    });
    return { snapshot: await subscribe(socket, submissionId), ended };
  }

  /** Resolves when a worker has begun with it, which it hears over a socket. */
  async untilStarted(submissionId: string): Promise<void> {
    const socket = io(this.url, { transports: ['websocket'], forceNew: true });
    try {
      const started = new Promise<void>((resolve) =>
        socket.on('submission.started', (event: SubmissionEvent) => {
          if (event.submissionId === submissionId) resolve();
        }),
      );
      const { status } = await subscribe(socket, submissionId);
      if (status === 'queued') await started;
    } finally {
      socket.close();
    }
  }

  /** @returns the session's cookie */
  async logIn(username: string, password: string): Promise<string> {
    const response = await this.post('/login', { username, password });
    // To its end: the last of it is sent when the session has been stored.
    await jsonOf(200, response);
    return cookiesOf(response);
  }

  logInAsAdmin(): Promise<string> {
    return this.logIn('admin', this.adminPassword);
  }

  /** A user whom the admin made and who has chosen a password with the link. */
  async makeUser(username: string, role: 'user' | 'setter' | 'admin' = 'user'): Promise<TestUser> {
    const cookie = await (this.admin ??= this.logInAsAdmin());
    const created = await this.post('/api/v1/admin/users', { username, role }, { cookie });
    const { user, resetLink } = await jsonOf<{ user: { id: string }; resetLink: { url: string } }>(
      201,
      created,
    );
    const password = `password of ${username}`;
    const secret = resetLink.url.split('/').at(-1)!;
    await jsonOf(200, await this.post('/password_reset', { secret, new_password: password }));
    return { id: user.id, username, password, cookie: await this.logIn(username, password) };
  }

  /** A token of the session's user. */
  async makeToken(cookie: string, scopes: readonly string[]): Promise<MadeToken> {
    return jsonOf(201, await this.post('/api/v1/tokens', { name: 'test', scopes }, { cookie }));
  }

  private send(method: string, path: string, body: unknown, headers: Headers): Promise<Response> {
    if (body === undefined) return fetch(this.url + path, { method, headers });
    return fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
}

async function jsonOf<T>(status: number, response: Response): Promise<T> {
  const text = await response.text();
  if (response.status !== status) throw new Error(`${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

async function subscribe(socket: Socket, submissionId: string): Promise<Followed['snapshot']> {
  const answer = (await socket.emitWithAck('subscribe', { submissionId })) as
    { ok: true; snapshot: Followed['snapshot'] } | { ok: false; code: string };
  if (!answer.ok) throw new Error(answer.code);
  return answer.snapshot;
}
