import { say } from '../../ui/toasts.js';
import type { ProgramDraft } from './draft.js';
import { draftOfTab, newDraftId, readDraft, writeDraft } from './draftStore.js';
import { EMPTY_JUDGE, nameOfJudge, type JudgeDraft } from './judgeDraft.js';

/** Adds an input with its right answer to the tests of the Judge page. */
export async function keepAsTest(
  program: ProgramDraft,
  input: string,
  expectedOutput: string,
): Promise<void> {
  const known = draftOfTab('judge');
  try {
    const before = known === null ? null : await readDraft<JudgeDraft>(known);
    const content: JudgeDraft = { ...EMPTY_JUDGE, ...before?.content };
    const tests = [...content.tests, { name: `kept-${content.tests.length + 1}`, input, expectedOutput }];
    const kept = {
      ...content,
      program: content.program.source.trim() === '' ? program : content.program,
      tests,
    };
    await writeDraft({
      id: before?.id ?? newDraftId(),
      kind: 'judge',
      name: nameOfJudge(kept),
      updatedAt: Date.now(),
      content: kept,
      runId: before?.runId ?? null,
    });
    say(`Kept: the Judge page has ${tests.length === 1 ? 'one test' : `${tests.length} tests`} now.`);
  } catch {
    say('Not kept: this browser does not let the page store anything.');
  }
}
