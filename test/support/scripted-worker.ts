import {
  JOB_PATTERN,
  type JobMessage,
  type LanguageView,
  type SubmissionResult,
  type Verdict,
} from '@app/contracts';
import { Submission } from '@app/database';
import { AckInterceptor, type NewsOfEnd, type QueueBackend } from '@app/queue';
import { Controller, Inject, type INestMicroservice, Module, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { DataSource } from 'typeorm';
import { LanguageDirectory } from '../../apps/api/src/features/languages/language-directory.js';

/** What the scripted worker makes of a submission. `hold`: it stays running. */
export type Outcome = 'hold' | { verdict: Verdict; result: SubmissionResult };
export type Script = (row: Submission) => Outcome | Promise<Outcome>;

const SCRIPT = Symbol('SCRIPT');
interface Scripted {
  script: Script;
  dataSource: DataSource;
  bus: QueueBackend['bus'];
}

/**
 * A worker that takes jobs from the real queue and claims real rows, but decides by a script instead of
 * running code.
 */
@Controller()
class ScriptedConsumer {
  constructor(@Inject(SCRIPT) private readonly scripted: Scripted) {}

  @EventPattern<string>(JOB_PATTERN)
  @UseInterceptors(AckInterceptor)
  async execute(@Payload() { submissionId }: JobMessage): Promise<void> {
    const rows = this.scripted.dataSource.getRepository(Submission);
    const claim = await rows.update(
      { id: submissionId, status: 'queued' },
      { status: 'running', startedAt: new Date(), tries: 1, eventSeq: 1_000_000 },
    );
    if (claim.affected === 0) return;
    const row = await rows.findOneByOrFail({ id: submissionId });
    const outcome = await this.scripted.script(row);
    if (outcome === 'hold') return;
    const { verdict, result } = outcome;
    const seq = 1_000_001;
    const final = { status: 'finished' as const, verdict, result, finishedAt: new Date(), eventSeq: seq };
    const done = await rows.update({ id: submissionId, status: 'running' }, final as never);
    if (done.affected === 0) return;
    this.scripted.bus.publish({
      type: 'submission.finished',
      submissionId,
      seq,
      status: 'finished',
      verdict,
      within: newsOf(row, final),
    });
  }
}

function newsOf(
  { usageKey, addressKey, startedAt, progressDone, progressTotal }: Submission,
  { finishedAt, result }: { finishedAt: Date; result: SubmissionResult },
): NewsOfEnd {
  return {
    payers: { usageKey, addressKey },
    row: {
      startedAt: startedAt!.toISOString(),
      finishedAt: finishedAt.toISOString(),
      progress: { done: progressDone, total: progressTotal },
      calibrationMs: null,
      result,
      blobs: null,
    },
  };
}

@Module({ controllers: [ScriptedConsumer] })
class ScriptedWorkerModule {}

export async function startScriptedWorker(
  queue: QueueBackend,
  dataSource: DataSource,
  script: Script,
): Promise<INestMicroservice> {
  const scripted: Scripted = { script, dataSource, bus: queue.bus };
  const worker = await NestFactory.createMicroservice(
    {
      module: ScriptedWorkerModule,
      providers: [{ provide: SCRIPT, useValue: scripted }],
    },
    { strategy: queue.consumer(4), logger: false },
  );
  await worker.listen();
  return worker;
}

export const LANGUAGES: LanguageView[] = [
  { id: 'python', name: 'Python', version: '3', aliases: ['py', 'python3'], kind: 'interpreted' },
  { id: 'cpp', name: 'C++', version: '17', aliases: ['c++'], kind: 'compiled', compileArgs: ['^-O[0-3]$'] },
];

export class FixedLanguages extends LanguageDirectory {
  async list() {
    return LANGUAGES;
  }
  runnerInfo() {
    return { runner: 'native', isolation: 'full' } as const;
  }
}
