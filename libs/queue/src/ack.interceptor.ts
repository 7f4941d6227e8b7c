import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { RmqContext } from '@nestjs/microservices';
import { catchError, EMPTY, from, ignoreElements, type Observable, tap } from 'rxjs';
import type { JobChannel, JobDelivery } from './job-channel.js';
import { JobHandedBack, JobRejected } from './settlement.js';
import { ATTEMPT_HEADER, LAST_ERROR_HEADER, RETRY_DELAYS_MS } from './topology.js';

const MAX_ERROR_CHARACTERS = 500;

/**
 * The one place where a job's message is settled: the handler completed -> ack; it handed the job back ->
 * delivered again; it rejected it -> dead-letter queue; it failed -> a copy is put aside for a while and,
 * once that is confirmed, the message is acknowledged; out of tries -> dead-letter queue. Nothing is
 * acknowledged before the handler is done, so a worker that dies hands its jobs back.
 */
@Injectable()
export class AckInterceptor implements NestInterceptor {
  private readonly logger = new Logger(AckInterceptor.name);

  intercept(context: ExecutionContext, next: CallHandler): Observable<never> {
    const rmq = context.switchToRpc().getContext<RmqContext>();
    const channel = rmq.getChannelRef() as JobChannel;
    const message = rmq.getMessage() as unknown as JobDelivery;
    return next.handle().pipe(
      tap({ complete: () => channel.ack(message) }),
      ignoreElements(),
      catchError((error: unknown) => from(this.settle(channel, message, error)).pipe(ignoreElements())),
      catchError((error: unknown) => {
        // The copy was not confirmed: the message stays ours, hand it back as it is.
        this.logger.warn(`a job could not be put aside for later: ${String(error)}`);
        channel.nack(message, true);
        return EMPTY;
      }),
    );
  }

  private async settle(channel: JobChannel, message: JobDelivery, error: unknown): Promise<void> {
    if (error instanceof JobRejected) return channel.nack(message, false);
    if (!(error instanceof JobHandedBack)) return this.settleFailure(channel, message, error);
    if (error.delayMs === 0) return channel.nack(message, true);
    await channel.publishLater(message, error.delayMs, message.properties.headers ?? {});
    channel.ack(message);
  }

  private async settleFailure(channel: JobChannel, message: JobDelivery, error: unknown): Promise<void> {
    const attempt = Number(message.properties.headers?.[ATTEMPT_HEADER] ?? 1);
    const delayMs = RETRY_DELAYS_MS[attempt - 1];
    const reason = error instanceof Error ? error.message : String(error);
    if (delayMs === undefined) {
      this.logger.error(`a job failed ${attempt} times and is given up: ${reason}`);
      return channel.nack(message, false);
    }
    this.logger.log(`delivery ${attempt} of a job failed, the next one comes in ${delayMs} ms: ${reason}`);
    await channel.publishLater(message, delayMs, {
      ...message.properties.headers,
      [ATTEMPT_HEADER]: attempt + 1,
      [LAST_ERROR_HEADER]: reason.slice(0, MAX_ERROR_CHARACTERS),
    });
    channel.ack(message);
  }
}
