import type { SubmissionRequest, SubmissionView } from '@app/contracts';

/** POSTs JSON; a string body is sent as it is. */
export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Takes the result of the same work done before, where there is one. */
export const REUSE = { prefer: 'reuse' };

/** Submits and answers at once. @throws when the service does not accept it */
export async function submit(
  base: string,
  request: SubmissionRequest,
  headers: Record<string, string> = {},
): Promise<SubmissionView> {
  const response = await post(`${base}/api/v1/submissions`, request, headers);
  if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as SubmissionView;
}

/** Submits and waits for the final state. @throws when it is not final within 60 s */
export async function judge(
  base: string,
  request: SubmissionRequest,
  headers: Record<string, string> = {},
): Promise<SubmissionView> {
  const response = await post(`${base}/api/v1/submissions?wait=60`, request, headers);
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as SubmissionView;
}

export async function read(base: string, id: string): Promise<SubmissionView> {
  const response = await fetch(`${base}/api/v1/submissions/${id}`);
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as SubmissionView;
}
