import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Response } from 'express';
import type { DomainError } from '../../platform/problem/domain-error.js';
import { toDomainError } from '../../platform/problem/to-domain-error.js';
import { UnreadableBody } from '../common/facade-body.js';
import { Judge0Error } from './judge0-error.js';

/** Errors in the words of Judge0. */
@Catch()
export class Judge0Filter implements ExceptionFilter {
  private readonly logger = new Logger('Judge0');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) return;
    const { status, body, headers } = this.answerTo(error);
    response.status(status).set(headers ?? {});
    if (body === null) response.end();
    else response.json(body);
  }

  private answerTo(error: unknown): {
    status: number;
    body: object | null;
    headers?: Readonly<Record<string, string>> | undefined;
  } {
    if (error instanceof Judge0Error) return error;
    if (error instanceof UnreadableBody) return { status: 400, body: { status: 400, error: 'Bad Request' } };
    const problem = toDomainError(error);
    if (problem) return { ...inWords(problem), headers: problem.details.headers };
    this.logger.error(error);
    return { status: 500, body: null };
  }
}

function inWords(problem: DomainError): { status: number; body: object | null } {
  const { status, code } = problem;
  if (code === 'queue_full' || code === 'too_many_jobs')
    return { status: 503, body: { error: 'queue is full' } };
  if (status === 404) return { status, body: { status, error: 'Not Found' } };
  if (status === 401 || status === 403) return { status, body: null };
  if (code === 'malformed_json' || code === 'malformed_body' || code === 'bad_request')
    return { status: 400, body: { status: 400, error: 'Bad Request' } };
  return { status, body: { error: problem.message } };
}
