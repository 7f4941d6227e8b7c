import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';
import { readLater } from './json-body.js';

/**
 * Reads large bodies behind the guards and before the pipes: a caller who may not send one gets the answer
 * before it is unpacked.
 */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() === 'http') {
      const http = context.switchToHttp();
      await readLater(http.getRequest<Request>(), http.getResponse<Response>());
    }
    return next.handle();
  }
}
