import type { NewSubmission } from '@app/client';
import type { LanguageView, ServiceSettings } from '@app/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLoginHref } from '../../features/session/session.js';
import { firstProgram } from '../../features/bench/firstProgram.js';
import { JobBench } from '../../features/bench/JobBench.js';
import { LimitFields } from '../../features/bench/LimitFields.js';
import { programOf } from '../../features/drafts/draft.js';
import {
  EXAMPLE_TESTS,
  EMPTY_JUDGE,
  nameOfJudge,
  type JudgeDraft,
} from '../../features/drafts/judgeDraft.js';
import { useDraft } from '../../features/drafts/useDraft.js';
import { judgedExamples } from '../../features/examples/judged.js';
import { withLanguage } from '../../features/languages/templates.js';
import { useServiceInfo } from '../../features/languages/useLanguages.js';
import { useJob } from '../../features/live/useJob.js';
import { Results } from '../../features/results/Results.js';
import { ShareButton } from '../../features/results/ShareButton.js';
import { titleOf } from '../../features/results/spokenState.js';
import { CheckerField, CheckerProgram } from '../../features/stress/CheckerField.js';
import { limitsOfTexts } from '../../features/stress/limits.js';
import { ProgramPanel } from '../../features/stress/ProgramPanel.js';
import { RunBar } from '../../features/stress/RunBar.js';
import { slotErrors } from '../../features/stress/validate.js';
import { suiteQuery } from '../../features/suites/queries.js';
import { useCommands } from '../../ui/commands.js';
import { modifier } from '../../ui/keys.js';
import { useIsPhone } from '../../ui/useMedia.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { TestsSource } from './TestsSource.js';

const route = getRouteApi('/judge');

/** A program against tests: those typed here, or those of a suite. */
export function JudgePage() {
  const { s } = route.useSearch();
  const navigate = route.useNavigate();
  const { languages, offered, settings } = useServiceInfo();
  const example = useMemo(() => exampleOf(offered?.map(({ id }) => id) ?? null), [offered]);
  const work = useDraft<JudgeDraft>({
    kind: 'judge',
    empty: EMPTY_JUDGE,
    example,
    nameOf: nameOfJudge,
    complete: (draft) => ({ ...EMPTY_JUDGE, ...draft }),
  });
  const draft = work.content;
  useSuiteInAddress(work.ready, work.change);
  useExampleInAddress(work.ready, offered, work.replace);
  const suite = useQuery({ ...suiteQuery(draft.suiteId ?? ''), enabled: draft.suiteId !== null });
  const job = useJob(s ?? null);
  const { state, busy } = job;
  const [errors, setErrors] = useState<{ program?: string; tests?: string }>({});
  const isPhone = useIsPhone();
  const loginHref = useLoginHref();
  usePageTitle(titleOf(state) || 'Judge');
  const change = (part: Partial<JudgeDraft>) => {
    work.change(part);
    setErrors({});
    job.clear();
  };
  const run = () => {
    if (busy) return;
    const wrong = problemsOf(draft);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    void job.start(requestOf(draft, settings, suite.data?.interactive ?? false)).then((id) => {
      if (id === null) return;
      work.ran(id);
      void navigate({ search: { s: id }, resetScroll: false });
    });
  };
  useCommands([
    { id: 'run', label: 'Judge', keys: `${modifier}+Enter`, run },
    ...(busy ? [{ id: 'cancel', label: 'Cancel the run', keys: 'Esc', run: job.cancel }] : []),
  ]);
  const view = state.phase === 'final' ? state.view : null;
  const said = state.phase === 'rejected' ? slotErrors(state.problem.errors) : {};
  const bySuite = draft.suiteId !== null;
  return (
    <JobBench
      kind="judge"
      title="Judge a program by tests"
      work={work}
      state={state}
      width={50}
      left={
        <>
          <ProgramPanel
            role="program"
            title="Program"
            about="the one to be judged"
            program={draft.program}
            languages={work.ready ? languages : null}
            error={errors.program ?? said.form}
            onChange={(program) => change({ program: withLanguage(draft.program, program) })}
          />
          <TestsSource draft={draft} error={errors.tests} onChange={change} />
          <section className="card settings" aria-label="Settings">
            <div className="settings-grid run-settings">
              {!bySuite && (
                <CheckerField
                  checker={draft.checker}
                  error={said.checker}
                  onChange={(checker) => change({ checker })}
                />
              )}
              <LimitFields texts={draft} settings={settings} errors={said} onChange={change} />
              <label className="check">
                <input
                  type="checkbox"
                  checked={draft.stopOnFirstFailure}
                  onChange={(event) => change({ stopOnFirstFailure: event.target.checked })}
                />
                Stop at the first failure
              </label>
              <RunBar
                state={state}
                busy={busy}
                label="Judge"
                onRun={run}
                onCancel={isPhone ? job.cancel : null}
              />
            </div>
            {!bySuite && (
              <CheckerProgram
                checker={draft.checker}
                languages={languages}
                onChange={(checker) => change({ checker })}
              />
            )}
          </section>
        </>
      }
      result={
        <Results
          state={state}
          onCancel={job.cancel}
          loginHref={loginHref}
          invitation={<p className="invitation">A tile for each test appears here.</p>}
          ends={view && <ShareButton view={view} key={view.id} />}
        />
      }
    />
  );
}

/** `/judge?suite=ID` takes that suite, once. */
function useSuiteInAddress(ready: boolean, change: (part: Partial<JudgeDraft>) => void): void {
  const { suite } = route.useSearch();
  const navigate = route.useNavigate();
  const taken = useRef<string | null>(null);
  useEffect(() => {
    if (!ready || suite === undefined || taken.current === suite) return;
    taken.current = suite;
    change({ suiteId: suite });
    void navigate({ search: {}, replace: true });
  }, [ready, suite, change, navigate]);
}

/** `/judge?example=ID` starts with that example, once. */
function useExampleInAddress(
  ready: boolean,
  languages: readonly LanguageView[] | null,
  replace: (draft: JudgeDraft, what: string) => void,
): void {
  const { example } = route.useSearch();
  const navigate = route.useNavigate();
  const taken = useRef<string | null>(null);
  useEffect(() => {
    if (!ready || !languages || example === undefined || taken.current === example) return;
    const picked = judgedExamples(languages).find(({ id }) => id === example);
    if (!picked) return;
    taken.current = example;
    replace(picked.draft, `The example “${picked.title}”`);
    void navigate({ search: {}, replace: true });
  }, [ready, languages, example, replace, navigate]);
}

function problemsOf({ program, tests, suiteId }: JudgeDraft) {
  return {
    ...(program.source.trim() === '' && { program: 'The program is empty.' }),
    ...(suiteId === null && tests.length === 0 && { tests: 'Add a test: there is nothing to judge by.' }),
    ...(suiteId === '' && { tests: 'Choose a suite.' }),
  };
}

function requestOf(draft: JudgeDraft, settings: ServiceSettings | null, interactive: boolean): NewSubmission {
  const limits = limitsOfTexts(draft.cpuTimeLimitMs, draft.memoryLimitMiB, settings);
  const { suiteId, stopOnFirstFailure, checker, tests } = draft;
  const common = { program: programOf(draft.program), ...(limits && { limits }) };
  if (suiteId !== null) {
    // What a suite says itself (tests, checker, interactor, limits) is not said again.
    return interactive
      ? ({ kind: 'interact', suiteId, ...common } as unknown as NewSubmission)
      : { kind: 'judge', suiteId, stopOnFirstFailure, ...common };
  }
  return {
    kind: 'judge',
    ...common,
    tests: tests.map(({ name, input, expectedOutput }) => ({ name, input, expectedOutput })),
    checker,
    stopOnFirstFailure,
  };
}

function exampleOf(ids: readonly string[] | null): JudgeDraft | null {
  const program = firstProgram(ids);
  return (
    program && {
      ...EMPTY_JUDGE,
      program,
      tests: [...EXAMPLE_TESTS],
    }
  );
}
