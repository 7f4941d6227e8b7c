import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { requestIdOf } from '../request-id.js';
import { allowedMethods } from '../routes.js';
import { messagePage } from '../../pages/message-page.js';
import { sendPage } from '../../pages/page.js';
import { DomainError } from '../../problem/domain-error.js';
import { PROBLEMS } from '../../problem/problems.js';
import { pageInstead, wantsToRead } from './page-instead.js';
import { sendProblem } from './send-problem.js';
import { toDomainError } from '../../problem/to-domain-error.js';

/**
 * Every error of every request ends here: as `application/problem+json`, or as a page when a browser opened
 * the address.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const told = this.tell(error, request, requestIdOf(response));
    if (response.headersSent || response.destroyed) return void response.destroy();
    const page = pageInstead(told, request);
    if (page !== null) return response.redirect(303, page);
    if (!wantsToRead(told, request)) return sendProblem(response, told);
    for (const [name, value] of Object.entries(told.details.headers ?? {})) response.setHeader(name, value);
    sendPage(response, told.status, messagePage(PROBLEMS[told.code][1], told.message));
  }

  private tell(error: unknown, request: Request, requestId: string | undefined): DomainError {
    const told = toDomainError(error);
    if (!told) {
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.logger.error(`${requestId} ${request.method} ${request.path}: ${cause}`);
      return new DomainError('internal_error', {
        detail: 'The log of the service has the cause under the requestId.',
      });
    }
    return told.code === 'route_not_found' ? this.wrongMethodOrNoRoute(request) : told;
  }

  private wrongMethodOrNoRoute(request: Request): DomainError {
    const allowed = allowedMethods(request);
    if (allowed.length === 0)
      return new DomainError('route_not_found', { detail: `There is nothing at ${request.path}.` });
    return new DomainError('method_not_allowed', {
      detail: `${request.path} takes ${allowed.join(', ')}, not ${request.method}.`,
      headers: { allow: allowed.join(', ') },
    });
  }
}
