import type { Request, Response } from 'express';
import { isForm } from '../../platform/http/bodies/read-bodies.js';
import type { Page } from '../../platform/pages/page.js';
import { sendPage } from '../../platform/pages/page.js';
import { type DomainError, invalidRequest } from '../../platform/problem/domain-error.js';
import type { ProblemCode } from '../../platform/problem/problems.js';
import { toDomainError } from '../../platform/problem/to-domain-error.js';

/** In every form of a page. */
const CSRF_FIELD = 'csrf_token';

interface Answers<T> {
  /** Body of the answer to a program. */
  json: (value: T) => object;
  /** Where the browser goes next. */
  next: (value: T) => string;
  /** The form once more, with what was wrong. */
  again: (problem: { code: ProblemCode; message: string }) => Page;
}

/** Does what a form or a program asks for, and answers each in its own way. */
export async function answerForm<T>(
  request: Request,
  response: Response,
  work: () => Promise<T>,
  answers: Answers<T>,
): Promise<void> {
  const form = isForm(request);
  try {
    const value = await work();
    if (form) response.redirect(303, answers.next(value));
    else response.status(200).setHeader('cache-control', 'no-store').json(answers.json(value));
  } catch (error) {
    const problem = toDomainError(error);
    if (!form || !problem || problem.status >= 500) throw error;
    for (const [name, value] of Object.entries(problem.details.headers ?? {}))
      response.setHeader(name, value);
    sendPage(response, problem.status, answers.again({ code: problem.code, message: inWords(problem) }));
  }
}

/** What the fields are called on the pages. */
const LABELS: Readonly<Record<string, string>> = {
  username: 'The user name',
  current_password: 'The password until now',
  new_password: 'The new password',
  new_password_check: 'What was typed the second time',
};
const SENTENCES: Readonly<Record<string, string>> = {
  'differs from new_password': 'is not the new password',
};

/** What is wrong, as it is said to a person who looks at a form. */
function inWords({ message, details }: DomainError): string {
  const errors = details.errors ?? [];
  if (errors.length === 0 || !errors.every(({ field }) => Object.hasOwn(LABELS, field))) return message;
  return errors
    .map((error) => `${LABELS[error.field]} ${SENTENCES[error.message] ?? error.message}.`)
    .join(' ');
}

/** Whether an address that has a page is asked for it; programs say that they want JSON. */
export function wantsPage(request: Request): boolean {
  return request.accepts(['text/html', 'application/json']) !== 'application/json';
}

/** One field of a body that may hold anything. */
export function fieldOf(request: Request, name: string): unknown {
  const body = request.body as unknown;
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined;
}

/** @throws DomainError that names each field of the body that is none of `known` */
export function refuseUnknownFields(request: Request, known: readonly string[]): void {
  const body = request.body as unknown;
  if (typeof body !== 'object' || body === null) return;
  const unknown = Object.keys(body).filter((name) => name !== CSRF_FIELD && !known.includes(name));
  if (unknown.length > 0)
    throw invalidRequest(unknown.map((field) => ({ field, message: 'unknown property' })));
}

/** For showing what was typed again. */
export function typed(request: Request, name: string): string {
  const value = fieldOf(request, name);
  return typeof value === 'string' ? value.slice(0, 100) : '';
}
