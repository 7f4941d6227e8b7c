import type { RunRequest } from '@app/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useLoginHref } from '../../features/session/session.js';
import { firstProgram } from '../../features/bench/firstProgram.js';
import { JobBench } from '../../features/bench/JobBench.js';
import { LimitFields } from '../../features/bench/LimitFields.js';
import { programOf, titleOfSource } from '../../features/drafts/draft.js';
import { EMPTY_RUN, type RunDraft } from '../../features/drafts/runDraft.js';
import { useDraft } from '../../features/drafts/useDraft.js';
import { withLanguage } from '../../features/languages/templates.js';
import { useServiceInfo } from '../../features/languages/useLanguages.js';
import { useJob } from '../../features/live/useJob.js';
import { Results } from '../../features/results/Results.js';
import { ShareButton } from '../../features/results/ShareButton.js';
import { titleOf } from '../../features/results/spokenState.js';
import { limitsOfTexts } from '../../features/stress/limits.js';
import { ProgramPanel } from '../../features/stress/ProgramPanel.js';
import { RunBar } from '../../features/stress/RunBar.js';
import { slotErrors } from '../../features/stress/validate.js';
import { useCommands } from '../../ui/commands.js';
import { modifier } from '../../ui/keys.js';
import { Skeleton } from '../../ui/states.js';
import { useIsPhone } from '../../ui/useMedia.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { LastRuns, useVerdicts, withRun } from './LastRuns.js';
import { OutputCheck } from './OutputCheck.js';
import { UnderField, UnderTable } from './RunUnder.js';
import { useRunsUnder } from './runsUnder.js';

const route = getRouteApi('/run');
const Terminal = lazy(async () => ({
  default: (await import('../../features/terminal/Terminal.js')).Terminal,
}));

/** One program on one input, or talked to. */
export function RunPage() {
  const { s, under = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const { languages, offered, settings } = useServiceInfo();
  const example = useMemo(() => exampleOf(offered?.map(({ id }) => id) ?? null), [offered]);
  const work = useDraft<RunDraft>({
    kind: 'run',
    empty: EMPTY_RUN,
    example,
    nameOf: ({ program }) => titleOfSource(program.source) || 'Without a title',
    complete: (draft) => ({ ...EMPTY_RUN, ...draft }),
  });
  const draft = work.content;
  const job = useJob(s ?? null);
  const { state, busy } = job;
  const others = useRunsUnder(useMemo(() => under.split(',').filter(Boolean), [under]));
  const [local, setLocal] = useState<string | undefined>(undefined);
  const [talking, setTalking] = useState<number | null>(null);
  const isPhone = useIsPhone();
  const loginHref = useLoginHref();
  usePageTitle(titleOf(state) || 'Run');

  const change = (part: Partial<RunDraft>) => {
    work.change(part);
    setLocal(undefined);
    job.clear();
  };
  const missing = draft.program.source.trim() === '' ? 'The program is empty.' : undefined;
  const run = () => {
    if (busy) return;
    setTalking(null);
    setLocal(missing);
    if (missing) return;
    const limits = limitsOfTexts(draft.cpuTimeLimitMs, draft.memoryLimitMiB, settings);
    const request: RunRequest = {
      kind: 'run',
      program: programOf(draft.program),
      stdin: draft.stdin,
      ...(limits && { limits }),
    };
    void job.start(request).then(async (id) => {
      if (id === null) return;
      work.ran(id);
      work.change({ runs: withRun(draft.runs, id, draft.stdin) });
      void navigate({ search: { s: id }, resetScroll: false });
      const started = await others.start(request, draft.under, languages);
      // Only beside the run they belong to: meanwhile something else may be shown.
      if (started.length === 0 || new URLSearchParams(location.search).get('s') !== id) return;
      void navigate({ search: { s: id, under: started.join(',') }, replace: true, resetScroll: false });
    });
  };
  const cancel = () => {
    job.cancel();
    others.cancel();
  };
  const talk = () => {
    setLocal(missing);
    if (!missing) setTalking((before) => (before ?? 0) + 1);
  };
  useCommands([
    { id: 'run', label: 'Run', keys: `${modifier}+Enter`, run },
    { id: 'talk', label: 'Run in a terminal', run: talk },
    ...(busy || others.busy ? [{ id: 'cancel', label: 'Cancel the run', keys: 'Esc', run: cancel }] : []),
  ]);
  const view = state.phase === 'final' ? state.view : null;
  const { change: changeWork } = work;
  useVerdicts(
    draft.runs,
    view,
    useCallback((runs) => changeWork({ runs }), [changeWork]),
  );
  const errors = state.phase === 'rejected' ? slotErrors(state.problem.errors) : {};
  const result = view?.result && 'execution' in view.result ? view.result : null;
  const same = view?.request.kind === 'run' && view.request.program.source === draft.program.source;
  return (
    <JobBench
      kind="run"
      title="Run a program"
      work={work}
      state={state}
      width={55}
      left={
        <>
          <ProgramPanel
            role="program"
            title="Program"
            about=""
            program={draft.program}
            languages={work.ready ? languages : null}
            error={local ?? errors.form}
            compilation={same ? result?.compilation : undefined}
            onChange={(program) => change({ program: withLanguage(draft.program, program) })}
          >
            <UnderField
              language={draft.program.language}
              languages={languages ?? []}
              picked={draft.under}
              onChange={(picked) => change({ under: picked })}
            />
          </ProgramPanel>
          <Stdin draft={draft} onChange={change} />
          <section className="card settings" aria-label="Settings">
            <div className="settings-grid run-settings">
              <LimitFields texts={draft} settings={settings} errors={errors} onChange={change} />
              <div className="talk">
                <button type="button" className="button" data-testid="talk-button" onClick={talk}>
                  Run in a terminal
                </button>
              </div>
              <RunBar state={state} busy={busy} onRun={run} onCancel={isPhone ? cancel : null} />
            </div>
          </section>
        </>
      }
      result={
        talking !== null ? (
          <Suspense fallback={<Skeleton />}>
            <Terminal
              key={talking}
              program={programOf(draft.program)}
              limits={limitsOfTexts(draft.cpuTimeLimitMs, draft.memoryLimitMiB, settings)}
              onClose={() => setTalking(null)}
            />
          </Suspense>
        ) : (
          <>
            <Results
              state={state}
              onCancel={cancel}
              loginHref={loginHref}
              invitation={
                <p className="invitation">
                  Its output appears here. Programs that ask and answer are talked to in a terminal.
                </p>
              }
              ends={view && <ShareButton view={view} key={view.id} />}
            />
            {under !== '' && <UnderTable state={state} ids={under.split(',')} languages={languages ?? []} />}
            {result?.execution && draft.expectedOutput !== null && (
              <OutputCheck expected={draft.expectedOutput} actual={result.execution.stdout} />
            )}
            {draft.runs.length > 1 && <LastRuns runs={draft.runs} shown={s ?? null} />}
          </>
        )
      }
    />
  );
}

interface StdinProps {
  draft: RunDraft;
  onChange(part: Partial<RunDraft>): void;
}

/** What the program reads, and what it should print. */
function Stdin({ draft, onChange }: StdinProps) {
  const expects = draft.expectedOutput !== null;
  return (
    <section className="card stdin-card" id="pane-inputs" aria-label="Input">
      <label className="text-area">
        Input (stdin)
        <textarea
          className="input mono"
          data-testid="stdin"
          aria-describedby="stdin-note"
          rows={5}
          spellCheck={false}
          value={draft.stdin}
          onChange={(event) => onChange({ stdin: event.target.value })}
        />
      </label>
      <p className="muted" id="stdin-note">
        Not for a run in a terminal: that reads what you type there.
      </p>
      {expects && (
        <label className="text-area">
          Expected output
          <textarea
            className="input mono"
            data-testid="expected"
            rows={5}
            spellCheck={false}
            value={draft.expectedOutput ?? ''}
            onChange={(event) => onChange({ expectedOutput: event.target.value })}
          />
        </label>
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={expects}
          onChange={(event) => onChange({ expectedOutput: event.target.checked ? '' : null })}
        />
        Compare with an expected output
      </label>
    </section>
  );
}

/** A template, with an input for it. */
function exampleOf(ids: readonly string[] | null): RunDraft | null {
  const program = firstProgram(ids);
  return program && { ...EMPTY_RUN, program, stdin: '1 2\n' };
}
