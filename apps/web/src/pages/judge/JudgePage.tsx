import type { JudgeRequest } from '@app/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useLoginHref } from '../../features/session/session.js';
import { programOf } from '../../features/drafts/draft.js';
import { DraftMenu } from '../../features/drafts/DraftMenu.js';
import { EMPTY_JUDGE, nameOfJudge, type JudgeDraft } from '../../features/drafts/judgeDraft.js';
import { useDraft } from '../../features/drafts/useDraft.js';
import { EditorHint } from '../../features/editor/EditorHint.js';
import { sourceForLanguage, templateOf } from '../../features/languages/templates.js';
import { useServiceInfo } from '../../features/languages/useLanguages.js';
import { useJob } from '../../features/live/useJob.js';
import { Results } from '../../features/results/Results.js';
import { ShareButton } from '../../features/results/ShareButton.js';
import { spokenState, titleOf } from '../../features/results/spokenState.js';
import { CheckerField, CheckerProgram } from '../../features/stress/CheckerField.js';
import { limitsOfTexts } from '../../features/stress/limits.js';
import { ProgramPanel } from '../../features/stress/ProgramPanel.js';
import { RunBar } from '../../features/stress/RunBar.js';
import { slotErrors } from '../../features/stress/validate.js';
import { useCommands } from '../../ui/commands.js';
import { Field } from '../../ui/Field.js';
import { modifier } from '../../ui/keys.js';
import { Splitter, splitStyle, useSplit } from '../../ui/Splitter.js';
import { useIsPhone } from '../../ui/useMedia.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { TestsPanel } from './TestsPanel.js';

const route = getRouteApi('/judge');

/** A program against tests. */
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
  const job = useJob(s ?? null);
  const { state, busy } = job;
  const [errors, setErrors] = useState<{ program?: string; tests?: string }>({});
  const [percent, setPercent] = useSplit('judge', 50);
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
    void job.start(requestOf(draft, settings)).then((id) => {
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
  return (
    <div className="page bench-page">
      <div className="bench-bar">
        <h1 className="tagline">Judge a program by tests</h1>
        <div className="bench-tools">
          <DraftMenu kind="judge" onPick={work.open} />
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
            about="the one to be judged"
            program={draft.program}
            languages={languages}
            error={errors.program ?? said.form}
            onChange={(program) =>
              change({
                program:
                  program.language === draft.program.language
                    ? program
                    : { ...program, source: sourceForLanguage(program.source, program.language) },
              })
            }
          />
          <TestsPanel tests={draft.tests} error={errors.tests} onChange={(tests) => change({ tests })} />
          <section className="card settings" aria-label="Settings">
            <div className="settings-grid run-settings">
              <CheckerField
                checker={draft.checker}
                error={said.checker}
                onChange={(checker) => change({ checker })}
              />
              <Text
                label="Time limit (ms)"
                error={said.cpuTimeLimitMs}
                value={draft.cpuTimeLimitMs}
                preset={settings?.limits.cpuTimeLimitMs.default}
                onChange={(cpuTimeLimitMs) => change({ cpuTimeLimitMs })}
              />
              <Text
                label="Memory limit (MiB)"
                error={said.memoryLimitMiB}
                value={draft.memoryLimitMiB}
                preset={settings && settings.limits.memoryLimitBytes.default / 1024 ** 2}
                onChange={(memoryLimitMiB) => change({ memoryLimitMiB })}
              />
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
            <CheckerProgram
              checker={draft.checker}
              languages={languages}
              onChange={(checker) => change({ checker })}
            />
          </section>
        </div>
        <Splitter label="Width of the program" percent={percent} onChange={setPercent} />
        <section className="results" id="pane-result" aria-label="Result" tabIndex={-1}>
          <Results
            state={state}
            onCancel={job.cancel}
            loginHref={loginHref}
            invitation={<p className="invitation">A tile for each test appears here.</p>}
            ends={view && <ShareButton view={view} key={view.id} />}
          />
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

function problemsOf({ program, tests }: JudgeDraft) {
  return {
    ...(program.source.trim() === '' && { program: 'The program is empty.' }),
    ...(tests.length === 0 && { tests: 'Add a test: there is nothing to judge by.' }),
  };
}

function requestOf(draft: JudgeDraft, settings: Parameters<typeof limitsOfTexts>[2]): JudgeRequest {
  const limits = limitsOfTexts(draft.cpuTimeLimitMs, draft.memoryLimitMiB, settings);
  return {
    kind: 'judge',
    program: programOf(draft.program),
    tests: draft.tests.map(({ name, input, expectedOutput }) => ({ name, input, expectedOutput })),
    checker: draft.checker,
    stopOnFirstFailure: draft.stopOnFirstFailure,
    ...(limits && { limits }),
  };
}

interface TextProps {
  label: string;
  value: string;
  error: string | undefined;
  preset: number | null | undefined;
  onChange(value: string): void;
}

function Text({ label, value, error, preset, onChange }: TextProps) {
  return (
    <Field label={label} error={error}>
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

function exampleOf(ids: readonly string[] | null): JudgeDraft | null {
  if (!ids) return null;
  const language = ['python', 'cpp', 'c', 'javascript'].find((id) => ids.includes(id)) ?? ids[0] ?? '';
  return {
    ...EMPTY_JUDGE,
    program: { language, source: templateOf(language) },
    tests: [
      { name: '1', input: '1 2\n', expectedOutput: '3\n' },
      { name: '2', input: '-5 5\n', expectedOutput: '0\n' },
    ],
  };
}
