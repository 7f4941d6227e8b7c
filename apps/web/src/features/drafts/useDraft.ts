import type { SubmissionView } from '@app/contracts';
import { useCallback, useEffect, useState } from 'react';
import { draftOf, EMPTY_DRAFT, leftOut, loadDraft, sameWork, saveDraft, type Draft } from './draft.js';

const SAVE_DELAY_MS = 300;

/** What stands in the editors and fields, and where it came from. */
interface Work {
  draft: Draft;
  /** Only what the visitor did is remembered: a stored run that is looked at does not replace their own programs. */
  origin: 'nothing' | 'example' | 'visitor' | 'stored_run';
  /** The visitor's own, which a stored run took the place of. */
  replaced: Draft | null;
  /** What belongs to the stored run and has no place here. */
  leftOut: readonly string[];
}

/** The draft of the page. */
export interface Drafting extends Pick<Work, 'draft' | 'replaced' | 'leftOut'> {
  change(part: Partial<Draft>): void;
  /** Puts an example in the place of all of it. */
  replace(draft: Draft): void;
  bringBack(): void;
  /** Shows what a stored submission was made from. */
  load(view: SubmissionView): void;
}

/** @param example what a visitor without programs of their own starts with, so that one click shows what the page is for */
export function useDraft(example: Draft | undefined): Drafting {
  const [work, setWork] = useState<Work>(firstWork);
  const { draft, origin } = work;

  const change = useCallback((part: Partial<Draft>) => {
    setWork((before) => ({ ...before, draft: { ...before.draft, ...part }, origin: 'visitor' }));
  }, []);
  const replace = useCallback((other: Draft) => {
    setWork((before) => ({ ...before, draft: other, origin: 'visitor', leftOut: [] }));
  }, []);
  const bringBack = useCallback(() => {
    setWork((before) =>
      before.replaced ? { draft: before.replaced, origin: 'visitor', replaced: null, leftOut: [] } : before,
    );
  }, []);
  const load = useCallback((view: SubmissionView) => {
    const { request } = view;
    if (request.kind !== 'stress') return;
    // A run again is for as many eyes as this one was.
    const loaded = { ...draftOf(request), linkable: view.public === true };
    setWork((before) => ({
      draft: loaded,
      origin: 'stored_run',
      replaced:
        before.origin === 'visitor' && !sameWork(before.draft, loaded) ? before.draft : before.replaced,
      leftOut: leftOut(request),
    }));
  }, []);

  useEffect(() => {
    if (!example) return;
    setWork((before) =>
      before.origin === 'nothing' || before.origin === 'example'
        ? { ...before, draft: example, origin: 'example' }
        : before,
    );
  }, [example]);

  useEffect(() => {
    if (origin !== 'visitor') return;
    const timer = setTimeout(() => saveDraft(draft), SAVE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [draft, origin]);

  return { draft, replaced: work.replaced, leftOut: work.leftOut, change, replace, bringBack, load };
}

function firstWork(): Work {
  const own = loadDraft();
  const isOwn = own !== null && !sameWork(own, EMPTY_DRAFT);
  return {
    draft: isOwn ? own : EMPTY_DRAFT,
    origin: isOwn ? 'visitor' : 'nothing',
    replaced: null,
    leftOut: [],
  };
}
