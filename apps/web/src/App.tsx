import type { Compilation, SubmissionView } from '@app/contracts';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { availableExamples } from './examples/index.js';
import { Results } from './results/Results.js';
import { stressResultOf, verdictText } from './results/verdictText.js';
import {
  draftOf,
  EMPTY_DRAFT,
  loadDraft,
  sameWork,
  saveDraft,
  type Draft,
  type Side,
} from './stress/draft.js';
import { GeneratorPanel } from './stress/GeneratorPanel.js';
import { Header } from './stress/Header.js';
import type { LiveState } from './stress/live.js';
import { ProgramPanel } from './stress/ProgramPanel.js';
import { SettingsPanel } from './stress/SettingsPanel.js';
import { useServiceInfo } from './stress/useServiceInfo.js';
import { useStressRun } from './stress/useStressRun.js';
import { slotErrors, validateDraft, type FieldErrors } from './stress/validate.js';

const SIDES: readonly Side[] = ['reference', 'candidate'];
const SAVE_DELAY_MS = 300;

export function App() {
  const { languages, config, unreachable } = useServiceInfo();
  const [draft, setDraft] = useState<Draft>(() => loadDraft() ?? EMPTY_DRAFT);
  const [replaced, setReplaced] = useState<Draft | null>(null);
  const [localErrors, setLocalErrors] = useState<FieldErrors>({});
  const examples = useMemo(() => availableExamples(languages ?? []), [languages]);
  // Only what the visitor did is remembered: a stored run that is looked at does not replace their own programs.
  const edited = useRef(false);
  const change = useCallback((part: Partial<Draft>) => {
    edited.current = true;
    setDraft((before) => ({ ...before, ...part }));
    setLocalErrors({});
  }, []);

  const current = useRef(draft);
  useEffect(() => {
    current.current = draft;
  }, [draft]);
  const onLoaded = useCallback((view: SubmissionView) => {
    if (view.request.kind !== 'stress') return;
    const loaded = draftOf(view.request);
    const own = current.current;
    if (!sameWork(own, loaded) && !sameWork(own, EMPTY_DRAFT)) setReplaced(own);
    edited.current = false;
    setDraft(loaded);
  }, []);
  const { state, run, cancel } = useStressRun(onLoaded);

  // The first visit starts with an example, so that one click shows what the page is for.
  const first = examples[0]?.draft;
  useEffect(() => {
    if (first) setDraft((before) => (sameWork(before, EMPTY_DRAFT) ? first : before));
  }, [first]);

  useEffect(() => {
    if (!edited.current) return;
    const timer = setTimeout(() => saveDraft(draft), SAVE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [draft]);

  const busy = state.phase === 'submitting' || state.phase === 'active';
  const submit = useCallback(() => {
    if (busy) return;
    const validated = validateDraft(draft, config);
    setLocalErrors(validated.ok ? {} : validated.errors);
    if (validated.ok) void run(validated.request);
  }, [busy, draft, config, run]);
  useRunShortcut(submit);

  const results = useRef<HTMLElement>(null);
  useShowWhenChanged(results, state);
  const errors = { ...serviceErrors(state), ...localErrors };
  const compilations = compilationsOf(state, draft);

  return (
    <div className="page">
      <Header
        config={config}
        examples={examples.map(({ id, title, about, languages: tag }) => ({ id, title, about, tag }))}
        onExample={(id) => change(examples.find((example) => example.id === id)?.draft ?? {})}
      />
      <main>
        {unreachable && (
          <p className="notice" role="alert">
            The service does not answer. Trying again every few seconds.
          </p>
        )}
        {replaced && (
          <p className="notice">
            You are looking at a stored run. Your own programs are not lost.{' '}
            <button
              type="button"
              className="link"
              onClick={() => {
                change(replaced);
                setReplaced(null);
              }}
            >
              Bring them back
            </button>
          </p>
        )}
        <div className="programs">
          {SIDES.map((side) => (
            <ProgramPanel
              key={side}
              side={side}
              program={draft[side]}
              languages={languages}
              error={errors[side]}
              compilation={compilations[side]}
              onChange={(program) => change({ [side]: program })}
            />
          ))}
        </div>
        <GeneratorPanel clex={draft.clex} error={errors.clex} onChange={(clex) => change({ clex })} />
        <SettingsPanel
          draft={draft}
          config={config}
          errors={errors}
          busy={busy}
          onChange={change}
          onRun={submit}
        />
        <p className="visually-hidden" role="status">
          {spokenState(state)}
        </p>
        <section className="results" ref={results} aria-label="Result">
          <Results state={state} stale={isStale(state, draft)} onCancel={() => void cancel()} />
        </section>
      </main>
      <footer className="foot">
        <span>
          <kbd>Ctrl</kbd> or <kbd>⌘</kbd> + <kbd>Enter</kbd> runs.
        </span>
        <span>
          <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves an editor.
        </span>
      </footer>
    </div>
  );
}

/** The service's complaints about fields, by the place where they belong. */
function serviceErrors(state: LiveState): FieldErrors {
  if (state.phase !== 'rejected') return {};
  const errors = slotErrors(state.problem.errors);
  if (state.problem.clex) errors.clex ??= state.problem.clex.message;
  return errors;
}

/** What the compiler said, for the programs that are still as they were then. */
function compilationsOf(state: LiveState, draft: Draft): Partial<Record<Side, Compilation>> {
  if (state.phase === 'active') return state.compilations;
  if (state.phase !== 'final' || state.view.request.kind !== 'stress') return {};
  const compilations: Partial<Record<Side, Compilation>> = { ...stressResultOf(state.view)?.compilations };
  for (const side of SIDES)
    if (state.view.request[side].source !== draft[side].source) delete compilations[side];
  return compilations;
}

/** Whether a result is of other programs or inputs than those in the editors. */
function isStale(state: LiveState, draft: Draft): boolean {
  return (
    state.phase === 'final' &&
    state.view.request.kind === 'stress' &&
    !sameWork(draftOf(state.view.request), draft)
  );
}

/** For those who hear the page: that it runs, and how it ended; not every step. */
function spokenState(state: LiveState): string {
  if (state.phase === 'submitting' || state.phase === 'active') return 'Running';
  return state.phase === 'final' ? verdictText(state.view).title : '';
}

/** Ctrl+Enter (Cmd+Enter), wherever the focus is; before the editors, which have their own idea of it. */
function useRunShortcut(run: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) run();
    };
    addEventListener('keydown', onKeyDown, { capture: true });
    return () => removeEventListener('keydown', onKeyDown, { capture: true });
  }, [run]);
}

/** Pixels of the results that must be seen when a run starts, and when it ends. */
const SEEN_PX = { submitting: 90, final: 430, rejected: 160 };

/** Scrolls as little as needed when a run starts and when it ends, never while somebody reads. */
function useShowWhenChanged(target: React.RefObject<HTMLElement | null>, state: LiveState): void {
  const { phase } = state;
  useEffect(() => {
    if (phase === 'idle' || phase === 'active') return;
    const frame = requestAnimationFrame(() => {
      const box = target.current?.getBoundingClientRect();
      if (!box) return;
      const wanted = Math.min(box.height + 16, SEEN_PX[phase], innerHeight - 16);
      const missing = box.top + wanted - innerHeight;
      const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      if (missing > 0 || box.top < 0)
        scrollBy({ top: box.top < 0 ? box.top - 16 : missing, behavior: calm ? 'auto' : 'smooth' });
    });
    return () => cancelAnimationFrame(frame);
  }, [phase, target]);
}
