import { JOB_PATTERN, JOB_PRIORITY, type JobMessage, type JobPriority } from '@app/contracts';
import { type ClientProxy, RmqRecord } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';

/**
 * Publishes a job through any Nest client that understands `RmqRecord`.
 * @throws Error also where the client rejects with a string
 */
export async function publishJob(
  client: Pick<ClientProxy, 'emit'>,
  job: JobMessage,
  priority: JobPriority,
): Promise<void> {
  const record = new RmqRecord(job, {
    messageId: job.submissionId,
    priority: JOB_PRIORITY[priority],
    persistent: true,
  });
  try {
    await lastValueFrom(client.emit(JOB_PATTERN, record), { defaultValue: undefined });
  } catch (error) {
    throw error instanceof Error ? error : new Error(String(error));
  }
}
