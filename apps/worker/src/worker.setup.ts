import { RedactingLogger } from '@app/logging';
import type { QueueBackend } from '@app/queue';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JobIntake } from './jobs/intake.js';
import { programVersion } from './program-version.js';
import { WorkerModule, type WorkerEnvironment } from './worker.module.js';

export type WorkerOptions = Omit<WorkerEnvironment, 'bus' | 'version'> & {
  readonly queue: QueueBackend;
  /** Default: one that writes lines for people. */
  readonly logger?: LoggerService;
  /** How long running jobs may still take when the worker is to stop, in milliseconds. */
  readonly stopGraceMs?: number;
};

/** A worker that takes jobs. */
export interface RunningWorker {
  /** Gives back the jobs that do not end within a moment. Runner, queue and data source stay open. */
  close(): Promise<void>;
}

const STOP_GRACE_MS = 1_000;

/** Starts a worker: it takes jobs from the queue from now on. */
export async function startWorker({
  queue,
  logger = new RedactingLogger({ json: false }),
  stopGraceMs = STOP_GRACE_MS,
  ...environment
}: WorkerOptions): Promise<RunningWorker> {
  const worker = await NestFactory.createMicroservice(
    WorkerModule.forRoot({ ...environment, bus: queue.bus, version: programVersion() }),
    {
      strategy: queue.consumer(environment.slots),
      logger,
      abortOnError: false,
    },
  );
  await worker.listen();
  const intake = worker.get(JobIntake);
  return {
    // Both at once: closing stops the deliveries and waits for running jobs, which the intake brings to an
    // end.
    close: async () => void (await Promise.all([worker.close(), intake.stop(stopGraceMs)])),
  };
}
