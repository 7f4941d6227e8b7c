import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useLoginHref } from '../../features/session/session.js';
import { EditorHint } from '../../features/editor/EditorHint.js';
import type { Draft, Side } from '../../features/drafts/draft.js';
import { DraftMenu } from '../../features/drafts/DraftMenu.js';
import { keepAsTest } from '../../features/drafts/keepAsTest.js';
import type { Choice } from '../../features/examples/choice.js';
import { useExamples, useFirstExample } from '../../features/examples/useExamples.js';
import { useServiceInfo } from '../../features/languages/useLanguages.js';
import { Results } from '../../features/results/Results.js';
import { ShareButton } from '../../features/results/ShareButton.js';
import { spokenState, titleOf } from '../../features/results/spokenState.js';
import { useShowWhenChanged } from '../../features/results/useShowWhenChanged.js';
import { stressResultOf } from '../../features/results/verdictText.js';
import { GeneratorPanel } from '../../features/stress/GeneratorPanel.js';
import { ProgramPanel } from '../../features/stress/ProgramPanel.js';
import { RunBar } from '../../features/stress/RunBar.js';
import { SettingsPanel } from '../../features/stress/SettingsPanel.js';
import type { FieldErrors } from '../../features/stress/validate.js';
import { useCommands } from '../../ui/commands.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { download } from '../../ui/download.js';
import { modifier } from '../../ui/keys.js';
import { Menu } from '../../ui/Menu.js';
import { Splitter, splitStyle, useSplit } from '../../ui/Splitter.js';
import { useIsPhone } from '../../ui/useMedia.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { fileNameOf } from '../../features/languages/fileNames.js';
import { compilationsOf, isStale, serviceErrors } from './derived.js';
import { FirstVisit } from './FirstVisit.js';
import { MoreCandidates } from './MoreCandidates.js';
import { PaneTabs, showPane } from './PaneTabs.js';
import { useWorkbench } from './useWorkbench.js';

const Tour = lazy(async () => ({ default: (await import('./Tour.js')).Tour }));
const SIDES: readonly Side[] = ['reference', 'candidate'];
const TEXTS = {
  reference: { title: 'Reference', about: 'the one you trust, however slow' },
  candidate: { title: 'Candidate', about: 'the one you want to break' },
} as const;
const route = getRouteApi('/');

/** The workbench: two programs, the inputs they get, and what came of it. */
export function StressPage() {
  const search = route.useSearch();
  const { languages, offered, settings } = useServiceInfo();
  const first = useFirstExample(offered);
  const examples = useExamples(offered);
  const bench = useWorkbench({
    shown: search.s ?? null,
    example: first?.draft ?? null,
    settings,
    languages,
  });
  const { work, state, busy } = bench;
  const draft = work.content;
  const errors: FieldErrors = { ...serviceErrors(state), ...bench.errors };
  const compilations = compilationsOf(state, draft);
  const results = useRef<HTMLElement>(null);
  useShowWhenChanged(results, state);
  useFocusAfterRun(busy);
  usePageTitle(titleOf(state));
  const isPhone = useIsPhone();
  const [percent, setPercent] = useSplit('stress', 62);
  const loginHref = useLoginHref();
  const [touring, setTouring] = useState(false);
  // A run is what it leads to.
  useEffect(() => void (busy && setTouring(false)), [busy]);
  useExampleInAddress(search.example, examples, work.replace);

  useCommands([
    { id: 'run', label: 'Run', keys: `${modifier}+Enter`, run: bench.run },
    ...(busy ? [{ id: 'cancel', label: 'Cancel the run', keys: 'Esc', run: bench.cancel }] : []),
    { id: 'tour', label: 'Show me around', run: () => setTouring(true) },
    { id: 'save', label: 'Save a program to a file', keys: `${modifier}+S`, run: () => saveFocused(draft) },
    ...['reference', 'candidate', 'inputs', 'result'].map((pane, index) => ({
      id: `pane-${index + 1}`,
      label: '',
      run: () => showPane(pane),
    })),
  ]);

  const change = bench.change;
  const view = state.phase === 'final' ? state.view : null;
  const seed = view ? stressResultOf(view)?.seed : undefined;
  return (
    <div className="page bench-page">
      <div className="bench-bar">
        <h1 className="tagline">Find the input that breaks your code</h1>
        <div className="bench-tools">
          <DraftMenu kind="stress" onPick={work.open} />
          <Menu
            label="Examples"
            items={examples.map(({ id, title, about, languages: names }) => ({
              id,
              title,
              about,
              tag: names.join(', '),
            }))}
            onPick={(id) => {
              const picked = examples.find((example) => example.id === id);
              if (picked) bench.replace(picked.draft, `The example “${picked.title}”`);
            }}
          />
        </div>
      </div>
      {work.bringBack && (
        <p className="notice" data-testid="bring-back">
          Something else stands in the place of your own programs. They are not lost.{' '}
          <button type="button" className="link" onClick={work.bringBack}>
            Bring them back
          </button>
        </p>
      )}
      {work.trouble && (
        <p className="notice" role="alert" data-testid="draft-trouble">
          {work.trouble}
        </p>
      )}
      <div className="bench" style={splitStyle(percent)}>
        <div className="bench-left">
          <div className="programs">
            {SIDES.map((side) => (
              <ProgramPanel
                key={side}
                role={side}
                {...TEXTS[side]}
                program={draft[side]}
                languages={work.ready ? languages : null}
                error={errors[side]}
                compilation={compilations[side]}
                onChange={(program) => change({ [side]: program })}
              />
            ))}
            <MoreCandidates
              draft={draft}
              languages={languages}
              compilations={compilations}
              onChange={(more) => change({ more })}
            />
          </div>
          <GeneratorPanel draft={draft} errors={errors} languages={languages} onChange={change} />
          <SettingsPanel
            draft={draft}
            settings={settings}
            languages={languages}
            errors={errors}
            onChange={change}
          >
            <RunBar
              state={state}
              busy={busy}
              onRun={bench.run}
              onCancel={isPhone ? bench.cancel : null}
              error={isPhone && Object.keys(errors).length > 0 ? 'Something is missing above.' : null}
            />
          </SettingsPanel>
        </div>
        <Splitter label="Width of the programs" percent={percent} onChange={setPercent} />
        <section className="results" id="pane-result" ref={results} aria-label="Result" tabIndex={-1}>
          <Results
            state={state}
            stale={isStale(state, draft, settings)}
            onCancel={bench.cancel}
            loginHref={loginHref}
            invitation={<FirstVisit onRun={bench.run} onTour={() => setTouring(true)} />}
            onRunInput={bench.runInput}
            {...(seed && { onUseSeed: () => change({ seed }) })}
            onKeepAsTest={(input, expected) => void keepAsTest(draft.candidate, input, expected)}
            ends={
              view && (
                <>
                  {(view as { cached?: boolean }).cached && (
                    <button type="button" className="button small" onClick={bench.runAnew}>
                      Run anew
                    </button>
                  )}
                  {seed && <CopyButton label="Copy the seed" caption="Copy seed" text={() => seed} />}
                  <ShareButton view={view} key={view.id} />
                </>
              )
            }
          />
        </section>
      </div>
      <p className="visually-hidden" role="status">
        {spokenState(state)}
      </p>
      {touring && (
        <Suspense>
          <Tour onClose={() => setTouring(false)} />
        </Suspense>
      )}
      <PaneTabs found={state.phase === 'active' && state.failures.length > 0} />
      <footer className="foot">
        <span>
          <kbd>{modifier}</kbd> + <kbd>Enter</kbd> runs.
        </span>
        <EditorHint />
        <span>
          <kbd>?</kbd> lists all keys.
        </span>
      </footer>
    </div>
  );
}

/**
 * The button that had the focus is gone after a cancelled run: the focus goes to where the next one is
 * started.
 */
function useFocusAfterRun(busy: boolean): void {
  const before = useRef(busy);
  useEffect(() => {
    if (before.current && !busy && document.activeElement === document.body)
      document.querySelector<HTMLElement>('[data-testid=run-button]')?.focus({ preventScroll: true });
    before.current = busy;
  }, [busy]);
}

/** `/?example=ID` starts with that example, once. */
function useExampleInAddress(
  id: string | undefined,
  examples: readonly Choice[],
  replace: (draft: Draft, what: string) => void,
): void {
  const navigate = route.useNavigate();
  const [done, setDone] = useState<string | null>(null);
  const take = useCallback(() => {
    const picked = examples.find((example) => example.id === id);
    if (!picked || done === id) return;
    setDone(id ?? null);
    replace(picked.draft, `The example “${picked.title}”`);
    void navigate({ search: {}, replace: true });
  }, [id, examples, replace, done, navigate]);
  useEffect(take, [take]);
}

/** The program in whose editor the focus is, else the candidate. */
function saveFocused(draft: Draft): void {
  const side = document.activeElement?.closest('#pane-reference') ? 'reference' : 'candidate';
  download(fileNameOf(side, draft[side].language), draft[side].source);
}
