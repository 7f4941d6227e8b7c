import type { SubmissionRequest } from '@app/contracts';

/** A run of a Python program that prints what `text` evaluates to. */
export function pythonRun(source: string, stdin = ''): SubmissionRequest {
  return { kind: 'run', program: { language: 'python', source }, stdin };
}
