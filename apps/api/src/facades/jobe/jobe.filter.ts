import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { toDomainError } from '../../platform/problem/to-domain-error.js';
import { UnreadableBody } from '../common/facade-body.js';
import { overload } from './from-result.js';
import { JobeError } from './jobe-error.js';

/** Errors as Jobe has them: a JSON string with the reason. */
@Catch()
export class JobeFilter implements ExceptionFilter {
  private readonly logger = new Logger('Jobe');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) return;
    if (error instanceof UnreadableBody) return void response.status(400).json('Non-JSON post data received');
    if (error instanceof JobeError) return void response.status(error.status).json(error.message);
    const problem = toDomainError(error);
    if (problem?.code === 'queue_full' || problem?.code === 'too_many_jobs')
      return void response.status(200).json(overload());
    if (problem?.status === 429)
      return void response
        .status(429)
        .set(problem.details.headers ?? {})
        .type('text/plain')
        .send('Max RUN rate for this server exceeded');
    if (problem?.status === 401 || problem?.status === 403)
      return void response
        .status(403)
        .type('text/plain')
        .send(problem.status === 401 && !hasKey(host) ? 'Missing API key' : 'Unknown API key');
    if (problem)
      return void response
        .status(problem.status)
        .set(problem.details.headers ?? {})
        .json(problem.message);
    this.logger.error(error);
    response.status(500).json('Internal error');
  }
}

/** Whether one was sent; a key of another service counts as none before it comes here. */
function hasKey(host: ArgumentsHost): boolean {
  return (host.switchToHttp().getRequest<Request>().headers['x-api-key'] ?? '') !== '';
}
