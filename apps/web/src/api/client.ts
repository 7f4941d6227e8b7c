import type {
  AcceptedSubmission,
  LanguageView,
  ServiceSettings,
  SessionView,
  StressRequest,
  SubmissionView,
} from '@app/contracts';
import { ApiError, readProblem } from './problem.js';

const PREFIX = '/api/v1';
/** A service that is there answers any question within this. */
const ANSWER_MS = 10_000;
/** Programs of megabytes take their time on a slow line. */
const SUBMIT_MS = 60_000;

interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
  timeoutMs?: number;
}

/**
 * One request to the service.
 * @throws ApiError when it answers with an error, or with something that is no answer of its
 * @throws TypeError or DOMException when there is no answer in time
 */
async function request(path: string, options: RequestOptions = {}): Promise<unknown> {
  const { method = 'GET', body, signal, timeoutMs = ANSWER_MS } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const init: RequestInit = {
    method,
    headers: { accept: 'application/json' },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { accept: 'application/json', 'content-type': 'application/json' };
  }
  const response = await fetch(path, init);
  const json = parseJson(await response.text());
  // A page in place of an answer is that of a proxy, whatever its status says.
  if (!response.ok || json === null) throw new ApiError(readProblem(response.status, json));
  return json;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Who is logged in in this browser. */
export async function getSession(signal: AbortSignal): Promise<SessionView> {
  return (await request(`${PREFIX}/session`, { signal })) as SessionView;
}

/** Ends the session of this browser. */
export async function logOut(): Promise<void> {
  await request('/logout', { method: 'POST', body: {} });
}

/** The languages that work on this service. */
export async function getLanguages(signal: AbortSignal): Promise<LanguageView[]> {
  return (await request(`${PREFIX}/languages`, { signal })) as LanguageView[];
}

/** Limits and backends of this service. */
export async function getSettings(signal: AbortSignal): Promise<ServiceSettings> {
  return (await request(`${PREFIX}/config`, { signal })) as ServiceSettings;
}

/** Hands a stress job in. It is accepted when this resolves, and may be when this rejects. */
export async function submitStress(body: StressRequest): Promise<AcceptedSubmission> {
  return (await request(`${PREFIX}/submissions`, {
    method: 'POST',
    body,
    timeoutMs: SUBMIT_MS,
  })) as AcceptedSubmission;
}

/** A submission as it is now. */
export async function getSubmission(id: string, signal: AbortSignal): Promise<SubmissionView> {
  return (await request(submissionPath(id), { signal })) as SubmissionView;
}

/** Ends a submission; a job that runs keeps what it has found. */
export async function cancelSubmission(id: string): Promise<void> {
  await request(submissionPath(id), { method: 'DELETE' });
}

/** One input drawn from a clex text; `seed` is an unsigned 64-bit number in decimal. */
export async function generateInput(clex: string, seed: string, signal: AbortSignal): Promise<string> {
  const answer = await request(`${PREFIX}/clex/generate`, {
    method: 'POST',
    body: { clex, seed, count: 1 },
    signal,
  });
  return (answer as { inputs: string[] }).inputs[0] ?? '';
}

const submissionPath = (id: string) => `${PREFIX}/submissions/${encodeURIComponent(id)}`;
