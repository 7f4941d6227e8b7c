import { JOB_PATTERN, JOB_PRIORITY, type JobMessage } from '@app/contracts';
import { AckInterceptor, type JobChannel, type JobDelivery, JobRejected } from '@app/queue';
import { Controller, UseInterceptors } from '@nestjs/common';
import { Ctx, EventPattern, Payload, RmqContext } from '@nestjs/microservices';
import { validate as isUuid } from 'uuid';
import { JobIntake } from './intake.js';

/**
 * Where jobs come in. Returning acknowledges the message, throwing hands it back: the interceptor sees to
 * both.
 */
@Controller()
@UseInterceptors(AckInterceptor)
export class JobConsumer {
  constructor(private readonly intake: JobIntake) {}

  @EventPattern<string>(JOB_PATTERN)
  async execute(@Payload() message: JobMessage, @Ctx() context: RmqContext): Promise<void> {
    const submissionId: unknown = message?.submissionId;
    if (typeof submissionId !== 'string' || !isUuid(submissionId))
      throw new JobRejected('a job must name its submission');
    const delivery = context.getMessage() as unknown as JobDelivery;
    const channel = context.getChannelRef() as JobChannel;
    await this.intake.execute(submissionId, {
      priority: delivery.properties.priority === JOB_PRIORITY.interactive ? 'interactive' : 'batch',
      languages: languagesOf(message),
      makeRoom: () => channel.makeRoom(delivery),
    });
  }
}

function languagesOf({ languages }: JobMessage): string[] {
  const given: unknown = languages ?? [];
  if (Array.isArray(given) && given.every((id) => typeof id === 'string')) return given as string[];
  throw new JobRejected('the languages of a job must be a list of ids');
}
