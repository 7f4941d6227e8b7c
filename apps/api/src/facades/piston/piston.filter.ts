import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { toDomainError } from '../../platform/problem/to-domain-error.js';
import { UnreadableBody } from '../common/facade-body.js';
import { PistonError } from './piston-error.js';

/** Errors in the words of Piston. */
@Catch()
export class PistonFilter implements ExceptionFilter {
  private readonly logger = new Logger('Piston');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) return;
    if (error instanceof UnreadableBody)
      return void response
        .status(400)
        .json({ message: error.message, stack: `SyntaxError: ${error.message}` });
    if (error instanceof PistonError)
      return void response.status(error.status).json({ message: error.message });
    const problem = toDomainError(error);
    if (!problem) {
      this.logger.error(error);
      return void response.status(500).json({ message: 'Internal server error' });
    }
    const message = problem.code === 'route_not_found' ? 'Not Found' : problem.message;
    response
      .status(problem.status)
      .set(problem.details.headers ?? {})
      .json({ message });
  }
}
