import type { LanguageView, StressRequest, SubmissionView, UserRole } from '@app/contracts';
import { ApiError, readProblem } from './problem.js';
import { readServiceConfig, type ServiceConfig } from './serviceConfig.js';

const PREFIX = '/api/v1';

interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
}

/**
 * One request to the API.
 * @throws ApiError when the API answers with an error
 * @throws TypeError or AbortError when there is no answer
 */
async function request(
  path: string,
  { method = 'GET', body, signal }: RequestOptions = {},
): Promise<unknown> {
  const init: RequestInit = { method, headers: { accept: 'application/json' } };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { accept: 'application/json', 'content-type': 'application/json' };
  }
  const response = await fetch(`${PREFIX}${path}`, init);
  const text = await response.text();
  const json = parseJson(text);
  if (!response.ok) throw new ApiError(readProblem(response.status, json));
  return json;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** What `POST /submissions` answers. */
export type Accepted = Pick<SubmissionView, 'id' | 'kind' | 'status' | 'createdAt'>;

/** What `GET /session` answers. */
export interface Session {
  user: { username: string; role: UserRole } | null;
}

export async function getSession(signal: AbortSignal): Promise<Session> {
  return (await request('/session', { signal })) as Session;
}

/** Ends the session of this browser. */
export async function logOut(): Promise<void> {
  const response = await fetch('/logout', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: '{}',
  });
  if (!response.ok) throw new ApiError(readProblem(response.status, parseJson(await response.text())));
}

export async function getLanguages(signal?: AbortSignal): Promise<LanguageView[]> {
  return (await request('/languages', signal ? { signal } : {})) as LanguageView[];
}

export async function getConfig(signal?: AbortSignal): Promise<ServiceConfig> {
  return readServiceConfig(await request('/config', signal ? { signal } : {}));
}

export async function submitStress(body: StressRequest): Promise<Accepted> {
  return (await request('/submissions', { method: 'POST', body })) as Accepted;
}

export async function getSubmission(id: string, signal?: AbortSignal): Promise<SubmissionView> {
  return (await request(
    `/submissions/${encodeURIComponent(id)}`,
    signal ? { signal } : {},
  )) as SubmissionView;
}

export async function cancelSubmission(id: string): Promise<void> {
  await request(`/submissions/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** One input drawn from a clex text; `seed` is an unsigned 64-bit number in decimal. */
export async function generateInput(clex: string, seed: string, signal: AbortSignal): Promise<string> {
  const answer = await request('/clex/generate', { method: 'POST', body: { clex, seed, count: 1 }, signal });
  return (answer as { inputs: string[] }).inputs[0] ?? '';
}
