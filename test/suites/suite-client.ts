import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SubmissionView } from '@app/contracts';
import { eventually } from '../support/eventually.js';
import { inScratch, writeZip, type PackageFiles } from '../packages/zip.js';

/** What a test knows of a suite that was made. */
export interface MadeSuite {
  id: string;
  version: number;
  format: string;
  tests: number;
  warnings: string[];
  [more: string]: unknown;
}

/** Uploads a package that is made of these files. */
export function upload(
  base: string,
  files: PackageFiles,
  fields: Record<string, string> = {},
  options: { method?: string; path?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  return inScratch(async (folder) => {
    const path = join(folder, 'package.zip');
    await writeZip(path, files);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('package', new Blob([await readFile(path)]), 'package.zip');
    return fetch(`${base}/api/v1/suites${options.path ?? ''}`, {
      method: options.method ?? 'POST',
      body: form,
      ...(options.headers && { headers: options.headers }),
    });
  });
}

/** The same, and it has to be taken. */
export async function made(
  base: string,
  files: PackageFiles,
  fields: Record<string, string> = {},
): Promise<MadeSuite> {
  const answer = await upload(base, files, fields);
  const body = (await answer.json()) as MadeSuite;
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(body)}`);
  return body;
}

export interface Report {
  agrees: boolean | null;
  solutions: {
    path: string;
    verdict: string | null;
    agrees: boolean | null;
    reasons: string[];
    points?: number;
    maxPoints?: number;
    submissionId: string;
  }[];
  timeLimit: { timeLimitMs: number; inForceMs: number | null; problems: string[] } | null;
  warnings: string[];
}

/** Judges the solutions of a suite and waits for all of them. */
export async function verify(base: string, id: string): Promise<Report> {
  const url = `${base}/api/v1/suites/${id}/verify`;
  const answer = await fetch(url, { method: 'POST' });
  const first = (await answer.json()) as Report;
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(first)}`);
  if (first.agrees !== null) return first;
  return eventually(
    async () => {
      const report = (await (await fetch(url)).json()) as Report;
      if (report.agrees === null) throw new Error(`not verified yet: ${JSON.stringify(report)}`);
      return report;
    },
    { timeoutMs: 300_000, intervalMs: 100 },
  );
}

/** Submits and waits for the end. */
export async function judgeBySuite(
  base: string,
  suiteId: string,
  source: string,
  language = 'python',
  headers: Record<string, string> = {},
  kind: 'judge' | 'interact' = 'judge',
): Promise<SubmissionView> {
  const answer = await fetch(`${base}/api/v1/submissions?wait=60`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache', ...headers },
    body: JSON.stringify({ kind, suiteId, program: { language, source } }),
  });
  const view = (await answer.json()) as SubmissionView;
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(view)}`);
  return view;
}
