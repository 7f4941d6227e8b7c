import type { Compilation } from '@app/contracts';
import { useCallback, useMemo, useRef, useState } from 'react';
import { availableExamples } from '../features/examples/index.js';
import { Results } from '../features/results/Results.js';
import { spokenState } from '../features/results/spokenState.js';
import { useDocumentTitle } from '../features/results/useDocumentTitle.js';
import { useShowWhenChanged } from '../features/results/useShowWhenChanged.js';
import { stressResultOf } from '../features/results/verdictText.js';
import { ASSUMED_LANGUAGES } from '../features/languages/assumedLanguages.js';
import { draftOf, sameWork, type Draft, type Side } from '../features/drafts/draft.js';
import { GeneratorPanel } from '../features/stress/GeneratorPanel.js';
import { Header } from '../app/Header.js';
import type { LiveState } from '../features/live/live.js';
import { Notices } from '../features/stress/Notices.js';
import { ProgramPanel } from '../features/stress/ProgramPanel.js';
import { SettingsPanel } from '../features/stress/SettingsPanel.js';
import { useDraft } from '../features/drafts/useDraft.js';
import { useRunShortcut } from '../features/stress/useRunShortcut.js';
import { useServiceInfo } from '../features/languages/useServiceInfo.js';
import { useStressRun } from '../features/live/useStressRun.js';
import { slotErrors, validateDraft, type FieldErrors } from '../features/stress/validate.js';

const SIDES: readonly Side[] = ['reference', 'candidate'];

/** The page: two programs, the inputs they get, and what came of it. */
export function App() {
  const { languages, settings, problem, slow } = useServiceInfo();
  const offered = languages ?? (problem || slow ? ASSUMED_LANGUAGES : null);
  const examples = useMemo(() => availableExamples(offered ?? []), [offered]);
  const work = useDraft(examples[0]?.draft);
  const { draft } = work;
  const [localErrors, setLocalErrors] = useState<FieldErrors>({});
  const change = (part: Partial<Draft>) => {
    work.change(part);
    setLocalErrors({});
  };
  const instead = (putInstead: () => void) => {
    putInstead();
    setLocalErrors({});
  };

  const { state, run, cancel } = useStressRun(work.load);
  const busy = state.phase === 'submitting' || state.phase === 'active';
  const submit = useCallback(() => {
    if (busy) return;
    const validated = validateDraft(draft, settings);
    setLocalErrors(validated.ok ? {} : validated.errors);
    if (validated.ok) void run(validated.request);
  }, [busy, draft, settings, run]);
  useRunShortcut(submit);

  const results = useRef<HTMLElement>(null);
  useShowWhenChanged(results, state);
  useDocumentTitle(state);
  const errors = { ...serviceErrors(state), ...localErrors };
  const compilations = compilationsOf(state, draft);

  return (
    <div className="page">
      <Header
        // What was said while there was a worker says nothing about the next one.
        isolation={problem ? null : (settings?.backends.isolation ?? null)}
        examples={examples.map(({ id, title, about, languages: tag }) => ({ id, title, about, tag }))}
        onExample={(id) => {
          const picked = examples.find((example) => example.id === id);
          if (picked) instead(() => work.replace(picked.draft));
        }}
      />
      <main>
        <Notices
          problem={problem}
          onBringBack={work.replaced && (() => instead(work.bringBack))}
          leftOut={work.leftOut}
        />
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
          settings={settings}
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
  const { reference, candidate } = stressResultOf(state.view)?.compilations ?? {};
  const compilations: Partial<Record<Side, Compilation>> = {
    ...(reference !== undefined && { reference }),
    ...(candidate !== undefined && { candidate }),
  };
  for (const side of SIDES)
    if (state.view.request[side]?.source !== draft[side].source) delete compilations[side];
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
