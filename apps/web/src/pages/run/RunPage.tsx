import type { RunRequest } from '@app/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useLoginHref } from '../../features/session/session.js';
import { programOf, titleOfSource } from '../../features/drafts/draft.js';
import { DraftMenu } from '../../features/drafts/DraftMenu.js';
import { EMPTY_RUN, type RunDraft } from '../../features/drafts/runDraft.js';
import { useDraft } from '../../features/drafts/useDraft.js';
import { EditorHint } from '../../features/editor/EditorHint.js';
import { findLanguage } from '../../features/examples/index.js';
import { sourceForLanguage, templateOf } from '../../features/languages/templates.js';
import { useServiceInfo } from '../../features/languages/useLanguages.js';
import { useJob } from '../../features/live/useJob.js';
import { Results } from '../../features/results/Results.js';
import { ShareButton } from '../../features/results/ShareButton.js';
import { spokenState, titleOf } from '../../features/results/spokenState.js';
import { limitsOfTexts } from '../../features/stress/limits.js';
import { ProgramPanel } from '../../features/stress/ProgramPanel.js';
import { RunBar } from '../../features/stress/RunBar.js';
import { slotErrors } from '../../features/stress/validate.js';
import { useCommands } from '../../ui/commands.js';
import { Field } from '../../ui/Field.js';
import { modifier } from '../../ui/keys.js';
import { Skeleton } from '../../ui/states.js';
import { Splitter, splitStyle, useSplit } from '../../ui/Splitter.js';
import { useIsPhone } from '../../ui/useMedia.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { OutputCheck } from './OutputCheck.js';

const route = getRouteApi('/run');
const Terminal = lazy(async () => ({
  default: (await import('../../features/terminal/Terminal.js')).Terminal,
}));

/** One program on one input, or talked to. */
export function RunPage() {
  const { s } = route.useSearch();
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
  const [local, setLocal] = useState<string | undefined>(undefined);
  const [talking, setTalking] = useState<number | null>(null);
  const [percent, setPercent] = useSplit('run', 55);
  const isPhone = useIsPhone();
  const loginHref = useLoginHref();
  usePageTitle(titleOf(state) || 'Run');

  const change = (part: Partial<RunDraft>) => {
    work.change(part);
    setLocal(undefined);
    job.clear();
  };
  const missing = draft.program.source.trim() === '' ? 'The program is empty.' : undefined;
  const run = (fresh = true) => {
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
    void job.start(request, { reuse: !fresh }).then((id) => {
      if (id === null) return;
      work.ran(id);
      void navigate({ search: { s: id }, resetScroll: false });
    });
  };
  const talk = () => {
    setLocal(missing);
    if (!missing) setTalking((before) => (before ?? 0) + 1);
  };
  useCommands([
    { id: 'run', label: 'Run', keys: `${modifier}+Enter`, run: () => run() },
    { id: 'talk', label: 'Run in a terminal', run: talk },
    ...(busy ? [{ id: 'cancel', label: 'Cancel the run', keys: 'Esc', run: job.cancel }] : []),
  ]);
  const view = state.phase === 'final' ? state.view : null;
  const errors = state.phase === 'rejected' ? slotErrors(state.problem.errors) : {};
  const result = view?.result && 'execution' in view.result ? view.result : null;
  const same = view?.request.kind === 'run' && view.request.program.source === draft.program.source;
  return (
    <div className="page bench-page">
      <div className="bench-bar">
        <h1 className="tagline">Run a program</h1>
        <div className="bench-tools">
          <DraftMenu kind="run" onPick={work.open} />
        </div>
      </div>
      {work.trouble && (
        <p className="notice" role="alert">
          {work.trouble}
        </p>
      )}
      <div className="bench" style={splitStyle(percent)}>
        <div className="bench-left">
          <ProgramPanel
            role="program"
            title="Program"
            about=""
            program={draft.program}
            languages={languages}
            error={local ?? errors.form}
            compilation={same ? result?.compilation : undefined}
            onChange={(program) =>
              change({
                program:
                  program.language === draft.program.language
                    ? program
                    : { ...program, source: sourceForLanguage(program.source, program.language) },
              })
            }
          />
          <Stdin draft={draft} onChange={change} />
          <section className="card settings" aria-label="Settings">
            <div className="settings-grid run-settings">
              <Limit
                label="Time limit (ms)"
                value={draft.cpuTimeLimitMs}
                preset={settings?.limits.cpuTimeLimitMs.default}
                onChange={(cpuTimeLimitMs) => change({ cpuTimeLimitMs })}
              />
              <Limit
                label="Memory limit (MiB)"
                value={draft.memoryLimitMiB}
                preset={settings && settings.limits.memoryLimitBytes.default / 1024 ** 2}
                onChange={(memoryLimitMiB) => change({ memoryLimitMiB })}
              />
              <div className="talk">
                <button type="button" className="button" data-testid="talk-button" onClick={talk}>
                  Run in a terminal
                </button>
              </div>
              <RunBar state={state} busy={busy} onRun={() => run()} onCancel={isPhone ? job.cancel : null} />
            </div>
          </section>
        </div>
        <Splitter label="Width of the program" percent={percent} onChange={setPercent} />
        <section className="results" id="pane-result" aria-label="Result" tabIndex={-1}>
          {talking !== null ? (
            <Suspense fallback={<Skeleton />}>
              <Terminal key={talking} program={programOf(draft.program)} onClose={() => setTalking(null)} />
            </Suspense>
          ) : (
            <>
              <Results
                state={state}
                onCancel={job.cancel}
                loginHref={loginHref}
                invitation={
                  <p className="invitation">
                    Its output appears here. Programs that ask and answer are talked to in a terminal.
                  </p>
                }
                ends={view && <ShareButton view={view} key={view.id} />}
              />
              {result?.execution && draft.expectedOutput !== null && (
                <OutputCheck expected={draft.expectedOutput} actual={result.execution.stdout} />
              )}
            </>
          )}
        </section>
      </div>
      <p className="visually-hidden" role="status">
        {spokenState(state)}
      </p>
      <footer className="foot">
        <EditorHint />
      </footer>
    </div>
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
          rows={5}
          spellCheck={false}
          value={draft.stdin}
          onChange={(event) => onChange({ stdin: event.target.value })}
        />
      </label>
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

interface LimitProps {
  label: string;
  value: string;
  preset: number | null | undefined;
  onChange(value: string): void;
}

function Limit({ label, value, preset, onChange }: LimitProps) {
  return (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          className="input"
          inputMode="numeric"
          autoComplete="off"
          value={value}
          placeholder={preset ? String(preset) : ''}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** A template in the first language of these that has one, with an input for it. */
function exampleOf(ids: readonly string[] | null): RunDraft | null {
  if (!ids) return null;
  const wanted = ['python', 'cpp', 'c', 'javascript'].find((id) => ids.includes(id)) ?? ids[0] ?? '';
  const language = findLanguage([], wanted)?.id ?? wanted;
  return { ...EMPTY_RUN, program: { language, source: templateOf(language) }, stdin: '1 2\n' };
}
