import type { LanguageView, ServiceSettings } from '@app/contracts';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import {
  completeDraft,
  EMPTY_DRAFT,
  nameOfDraft,
  olderDraft,
  type Draft,
} from '../../features/drafts/draft.js';
import { useDraft, type Drafting } from '../../features/drafts/useDraft.js';
import type { LiveState } from '../../features/live/live.js';
import { useLiveSubmission } from '../../features/live/useLiveSubmission.js';
import { useSubmit } from '../../features/live/useSubmit.js';
import { validateDraft, type FieldErrors } from '../../features/stress/validate.js';

/** The work on the page, the run that is shown beside it, and what can be done. */
export interface Workbench {
  work: Drafting<Draft>;
  state: LiveState;
  busy: boolean;
  errors: FieldErrors;
  change(part: Partial<Draft>): void;
  replace(draft: Draft, what: string): void;
  run(): void;
  /** Runs again although the result of the same work is known. */
  runAnew(): void;
  /** Both programs on this input alone. */
  runInput(input: string): void;
  cancel(): void;
}

interface WorkbenchOptions {
  /** Id of the submission that the address names. */
  shown: string | null;
  example: Draft | null;
  settings: ServiceSettings | null;
  languages: readonly LanguageView[] | null;
}

/**
 * The state of the workbench. The address names the run that is shown: a reload and the history lead back to
 * it.
 */
export function useWorkbench({ shown, example, settings, languages }: WorkbenchOptions): Workbench {
  const navigate = useNavigate();
  const work = useDraft<Draft>({
    kind: 'stress',
    empty: EMPTY_DRAFT,
    example,
    nameOf: nameOfDraft,
    complete: completeDraft,
    older: olderDraft,
  });
  const [errors, setErrors] = useState<FieldErrors>({});
  const { sending, problem, submit, giveUp, clear } = useSubmit();
  const live = useLiveSubmission(shown);
  useForeignRun(shown, work);

  const state: LiveState = sending
    ? { phase: 'submitting' }
    : problem
      ? { phase: 'rejected', problem }
      : live.state;
  const busy = state.phase === 'submitting' || state.phase === 'active';

  const start = useCallback(
    (draft: Draft, fresh: boolean) => {
      if (busy) return;
      const validated = validateDraft(draft, settings, languages);
      setErrors(validated.ok ? {} : validated.errors);
      if (!validated.ok) return focusFirstWrong();
      // The same seed is the same work: its result may be known. Without one the inputs are others anyway.
      void submit(validated.request, { reuse: !fresh && draft.seed.trim() !== '' }).then((id) => {
        if (id === null) return;
        work.ran(id);
        void navigate({ to: '/', search: { s: id }, resetScroll: false });
      });
    },
    [busy, settings, languages, submit, work, navigate],
  );
  const cancel = () => {
    if (sending) giveUp();
    else void live.cancel();
  };
  const calm = () => {
    setErrors({});
    clear();
  };
  return {
    work,
    state,
    busy,
    errors,
    change: (part) => {
      work.change(part);
      calm();
    },
    replace: (draft, what) => {
      work.replace(draft, what);
      calm();
      void navigate({ to: '/', search: {}, resetScroll: false });
    },
    run: () => start(work.content, false),
    runAnew: () => start(work.content, true),
    runInput: (input) => {
      const draft: Draft = { ...work.content, inputsFrom: 'list', inputs: [input] };
      work.change(draft);
      start(draft, true);
    },
    cancel,
  };
}

/** A run of another tab or person is looked at on its own page, not beside work that it was not made of. */
function useForeignRun(shown: string | null, { ready, runId }: Drafting<Draft>): void {
  const navigate = useNavigate();
  const [known, setKnown] = useState<string | null>(null);
  useEffect(() => {
    if (!ready || shown === null) return;
    if (runId === shown || known === shown) return setKnown(shown);
    void navigate({ to: '/s/$id', params: { id: shown }, replace: true });
  }, [shown, ready, runId, known, navigate]);
}

/** Once the page says what is wrong, the first wrong place gets the focus. */
function focusFirstWrong(): void {
  setTimeout(() => {
    const wrong = document.querySelector<HTMLElement>('[aria-invalid=true]');
    wrong?.scrollIntoView({ block: 'center' });
    wrong?.focus({ preventScroll: true });
  }, 50);
}
