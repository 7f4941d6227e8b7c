import type { Request, Response } from 'express';
import { isForm } from '../../platform/http/bodies/read-bodies.js';
import type { Page } from '../../platform/pages/page.js';
import { sendPage } from '../../platform/pages/page.js';
import type { DomainError } from '../../platform/problem/domain-error.js';
import { toDomainError } from '../../platform/problem/to-domain-error.js';

interface Answers<T> {
  /** Body of the answer to a program. */
  json: (value: T) => object;
  /** Where the browser goes next. */
  next: (value: T) => string;
  /** The form once more, with what was wrong. */
  again: (problem: DomainError) => Page;
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
    sendPage(response, problem.status, answers.again(problem));
  }
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

/** For showing what was typed again. */
export function typed(request: Request, name: string): string {
  const value = fieldOf(request, name);
  return typeof value === 'string' ? value.slice(0, 100) : '';
}
