import type { InteractRequest, JudgeRequest, RunRequest, SubmissionView } from '@app/contracts';
import { draftOf, nameOfDraft, programDraftOf, titleOfSource } from '../../features/drafts/draft.js';
import { newDraftId, writeDraft, type DraftKind } from '../../features/drafts/draftStore.js';
import { EMPTY_JUDGE, nameOfJudge, type JudgeDraft } from '../../features/drafts/judgeDraft.js';
import { EMPTY_RUN, type RunDraft } from '../../features/drafts/runDraft.js';

const MiB = 1024 * 1024;

export type PageOfDraft = '/' | '/run' | '/judge';

/** The page that a submission can be opened in. */
export function pageOf({ kind, ...request }: SubmissionView['request']): PageOfDraft {
  if (kind === 'stress') return '/';
  return kind === 'judge' || 'suiteId' in request ? '/judge' : '/run';
}

/** Makes a new draft of a submission, for the page of its kind. @returns the address of that page */
export async function openInPage({ request }: SubmissionView): Promise<PageOfDraft> {
  switch (request.kind) {
    case 'stress': {
      const content = draftOf(request);
      await keep('stress', nameOfDraft(content), content);
      return '/';
    }
    case 'judge': {
      const content = judgeDraftOf(request);
      await keep('judge', nameOfJudge(content), content);
      return '/judge';
    }
    case 'run': {
      const content = runDraftOf(request);
      await keep('run', titleOfSource(content.program.source), content);
      return '/run';
    }
    default: {
      const { suiteId } = request as InteractRequest & { suiteId?: string };
      if (suiteId !== undefined) {
        const content = judgeDraftOf({
          program: request.program,
          suiteId,
          ...(request.limits && { limits: request.limits }),
        });
        await keep('judge', nameOfJudge(content), content);
        return '/judge';
      }
      const content: RunDraft = { ...EMPTY_RUN, program: programDraftOf(request.program) };
      await keep('run', titleOfSource(content.program.source), content);
      return '/run';
    }
  }
}

async function keep<T>(kind: DraftKind, name: string, content: T): Promise<void> {
  await writeDraft({ id: newDraftId(), kind, name, updatedAt: Date.now(), content, runId: null });
}

function judgeDraftOf({
  program,
  tests = [],
  suiteId = null,
  checker,
  stopOnFirstFailure = false,
  limits,
}: Omit<JudgeRequest, 'kind' | 'suiteId'> & { suiteId?: string | null }): JudgeDraft {
  return {
    ...EMPTY_JUDGE,
    program: programDraftOf(program),
    tests: tests.map(({ name, input, expectedOutput }, index) => ({
      name: name ?? String(index + 1),
      input,
      expectedOutput: expectedOutput ?? '',
    })),
    suiteId,
    ...(checker && { checker }),
    stopOnFirstFailure,
    ...limitTexts(limits),
  };
}

function runDraftOf({ program, stdin = '', limits }: RunRequest): RunDraft {
  return { ...EMPTY_RUN, program: programDraftOf(program), stdin, ...limitTexts(limits) };
}

function limitTexts(limits: RunRequest['limits'] = {}) {
  const { cpuTimeLimitMs, memoryLimitBytes } = limits;
  return {
    cpuTimeLimitMs: cpuTimeLimitMs === undefined ? '' : String(cpuTimeLimitMs),
    memoryLimitMiB: memoryLimitBytes === undefined ? '' : String(memoryLimitBytes / MiB),
  };
}
