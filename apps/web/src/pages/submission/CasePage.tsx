import type { JudgeRequest, JudgeResult, JudgeTestResult, SubmissionView } from '@app/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { submissionQuery } from '../../api/queries.js';
import { suiteTexts } from '../../features/suites/queries.js';
import { useLoginHref } from '../../features/session/session.js';
import { diffOutputs } from '../../features/diff/diff.js';
import { checkerOf } from '../../features/live/live.js';
import { ExecutionCard } from '../../features/results/Executions.js';
import { FailureView } from '../../features/results/FailureView.js';
import { InputPane, OutputPanes } from '../../features/results/Panes.js';
import { executionVerdictText, inputName, stressResultOf } from '../../features/results/verdictText.js';
import { useCommands } from '../../ui/commands.js';
import { usePreferences } from '../../ui/preferences.js';
import { problemFrom, ProblemView, Skeleton } from '../../ui/states.js';
import { usePageTitle } from '../../ui/usePageTitle.js';

/** One case of a submission, at an address of its own. */
function useCase() {
  const { id, n } = useParams({ strict: false }) as { id: string; n: string };
  const query = useQuery(submissionQuery(id));
  return { id, index: Number(n) - 1, query };
}

interface FrameProps {
  id: string;
  index: number;
  count: number;
  what: 'failures' | 'tests';
  title: string;
  children: React.ReactNode;
}

function Frame({ id, index, count, what, title, children }: FrameProps) {
  usePageTitle(title);
  const navigate = useNavigate();
  const to = what === 'tests' ? '/s/$id/tests/$n' : '/s/$id/failures/$n';
  const go = (step: number) => {
    const next = index + step;
    if (next >= 0 && next < count) void navigate({ to, params: { id, n: String(next + 1) } });
  };
  useCommands([
    { id: 'row-down', label: 'Next case', keys: 'j', run: () => go(1) },
    { id: 'row-up', label: 'Previous case', keys: 'k', run: () => go(-1) },
  ]);
  const way = (step: number, label: string) =>
    index + step >= 0 && index + step < count ? (
      <Link className="button small" to={to} params={{ id, n: String(index + step + 1) }}>
        {label}
      </Link>
    ) : null;
  return (
    <div className="page submission-page">
      <header className="page-head">
        <h1 className="page-title">{title}</h1>
        <div className="page-actions">
          <Link className="button small" to="/s/$id" params={{ id }} activeOptions={{ exact: true }}>
            To the submission
          </Link>
          {way(-1, 'Previous')}
          <span className="muted">
            {index + 1} of {count}
          </span>
          {way(1, 'Next')}
        </div>
      </header>
      <h2 className="visually-hidden">Input and outputs</h2>
      {children}
    </div>
  );
}

function Waiting({ query }: { query: ReturnType<typeof useCase>['query'] }) {
  const loginHref = useLoginHref();
  if (query.isPending) return <Skeleton rows={6} />;
  const problem = query.error ? problemFrom(query.error) : null;
  return (
    <div className="page">
      <h1 className="page-title">No such case</h1>
      {problem && (
        <ProblemView problem={problem} onRetry={() => void query.refetch()} loginHref={loginHref} />
      )}
    </div>
  );
}

/** One failing input of a stress job. */
export function FailurePage() {
  const { id, index, query } = useCase();
  const failures = query.data ? (stressResultOf(query.data)?.failures ?? []) : [];
  const failure = failures[index];
  if (!failure || !query.data) return <Waiting query={query} />;
  return (
    <Frame
      id={id}
      index={index}
      count={failures.length}
      what="failures"
      title={`Failing input ${inputName(failure)}`}
    >
      <section className="failures" aria-label="This input">
        <FailureView
          failure={failure}
          checker={checkerOf(query.data.request)}
          submission={query.data}
          index={index}
          key={index}
        />
      </section>
    </Frame>
  );
}

/** One test of a judge job. */
export function TestPage() {
  const { id, index, query } = useCase();
  const result = query.data?.result as JudgeResult | null | undefined;
  const test = result?.tests?.[index];
  if (!test || !query.data) return <Waiting query={query} />;
  const title = `Test ${test.name}: ${executionVerdictText(test.verdict)}`;
  return (
    <Frame id={id} index={index} count={result.tests.length} what="tests" title={title}>
      <TestView view={query.data} test={test} index={index} key={index} />
    </Frame>
  );
}

/**
 * The input and the answer of a test; null: the caller may not see them, or they are too large to be looked
 * at here.
 */
function useAsked(view: SubmissionView, name: string, index: number) {
  const { tests, suiteId } = view.request as JudgeRequest;
  const ofSuite = useQuery({
    queryKey: ['suite-test', suiteId, name],
    queryFn: ({ signal }) => suiteTexts(suiteId ?? '', name, signal),
    enabled: suiteId !== undefined,
    retry: false,
    staleTime: Infinity,
  });
  return tests?.[index] ?? ofSuite.data ?? null;
}

type Dialogue = { from: 'program' | 'interactor'; atMs: number; text: string }[];

function TestView({ view, test, index }: { view: SubmissionView; test: JudgeTestResult; index: number }) {
  const asked = useAsked(view, test.name, index);
  const expected = asked?.expectedOutput ?? '';
  const checker = checkerOf(view.request);
  const diff = useMemo(() => diffOutputs(expected, test.stdout, checker), [expected, test.stdout, checker]);
  const [wholeLines, setWholeLines] = useState(false);
  const { wrap } = usePreferences();
  const paneView = {
    showWhitespace: diff.onlyWhitespace,
    wholeLines,
    wrap,
    onWholeLines: () => setWholeLines(true),
  };
  const { transcript } = test as JudgeTestResult & { transcript?: Dialogue };
  return (
    <section className="failures" aria-label={`Test ${test.name}`}>
      {test.message && <p className="failure-summary">{test.message}</p>}
      {transcript ? (
        <ol className="transcript" aria-label="What was said">
          {transcript.map((said, at) => (
            <li key={at} className={`from-${said.from}`}>
              <span className="muted">
                {said.from}, {Math.round(said.atMs)} ms
              </span>
              <pre>{said.text}</pre>
            </li>
          ))}
        </ol>
      ) : asked === null ? (
        <p className="muted">The input and the answer of this test are not shown.</p>
      ) : (
        <div className="panes">
          <InputPane {...paneView} text={asked.input} />
          <OutputPanes
            {...paneView}
            expected={expected}
            actual={test.stdout}
            diff={diff}
            names={{ expected: 'answer', actual: 'program' }}
            cut={{ expected: false, actual: test.stdoutTruncated }}
          />
        </div>
      )}
      <div className="executions">
        <ExecutionCard title="Program" execution={test} />
      </div>
    </section>
  );
}
