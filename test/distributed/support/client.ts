import type { SubmissionEvent, SubmissionRequest, SubmissionView } from '@app/contracts';
import { io } from 'socket.io-client';
import { post, read } from '../../support/api.js';
import { ADMIN_PASSWORD } from './fleet.js';

/** A run of a Python program that prints what `text` evaluates to. */
export function pythonRun(source: string, stdin = ''): SubmissionRequest {
  return { kind: 'run', program: { language: 'python', source }, stdin };
}

/** Reads until the submission is final. */
export async function untilFinal(base: string, id: string, timeoutMs = 60_000): Promise<SubmissionView> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const view = await read(base, id).catch(() => null);
    if (view?.status === 'finished' || view?.status === 'cancelled') return view;
    if (Date.now() > deadline) throw new Error(`${id} is still ${view?.status ?? 'unreadable'}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Follows a submission over a socket until it has ended; resolves to all its events, in the order of arrival. */
export async function follow(
  base: string,
  submissionId: string,
): Promise<{ snapshot: SubmissionView & { seq: number }; ended: Promise<SubmissionEvent[]> }> {
  const socket = io(base, { transports: ['websocket'] });
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
  const answer = (await socket.emitWithAck('subscribe', { submissionId })) as
    { ok: true; snapshot: SubmissionView & { seq: number } } | { ok: false; code: string };
  if (!answer.ok) throw new Error(answer.code);
  return { snapshot: answer.snapshot, ended };
}

/** Headers of a session of the admin. */
export async function adminHeaders(base: string): Promise<Record<string, string>> {
  const response = await post(`${base}/login`, { username: 'admin', password: ADMIN_PASSWORD });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  return {
    cookie: response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
  };
}
