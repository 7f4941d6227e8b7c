import type { JudgeResult, SubmissionView } from '@app/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { submissionQuery } from '../../api/queries.js';
import { useLoginHref } from '../../features/session/session.js';
import { diffOutputs } from '../../features/diff/diff.js';
import { KIND_VIEWS } from '../../features/results/kinds/index.js';
import { OutputPanes } from '../../features/results/Panes.js';
import { executionVerdictText } from '../../features/results/verdictText.js';
import { formatDuration } from '../../ui/format.js';
import { usePreferences } from '../../ui/preferences.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { problemFrom, ProblemView, Skeleton } from '../../ui/states.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { VerdictChip } from '../../ui/VerdictChip.js';
import { programsOf } from '../submission/ProgramsTab.js';
import { settingsOf } from '../submission/SettingsTab.js';
import { Table } from '../../ui/Table.js';

const route = getRouteApi('/compare/$a/$b');

/** What differs between two submissions. */
export function ComparePage() {
  usePageTitle('Compare');
  const { a, b } = route.useParams();
  const left = useQuery(submissionQuery(a));
  const right = useQuery(submissionQuery(b));
  const loginHref = useLoginHref();
  const failed = left.error ? (['first', left] as const) : right.error ? (['second', right] as const) : null;
  return (
    <div className="page">
      <h1 className="page-title">Compare</h1>
      {failed && (
        <ProblemView
          problem={problemFrom(failed[1].error)}
          onRetry={() => void failed[1].refetch()}
          loginHref={loginHref}
        >
          <p>The {failed[0]} of the two cannot be read.</p>
        </ProblemView>
      )}
      {!failed && (!left.data || !right.data) && <Skeleton rows={8} />}
      {left.data && right.data && <Comparison left={left.data} right={right.data} />}
    </div>
  );
}

function Comparison({ left, right }: { left: SubmissionView; right: SubmissionView }) {
  const programs = useMemo(() => pairs(programsOf(left), programsOf(right)), [left, right]);
  const settings = useMemo(() => pairs(settingsOf(left), settingsOf(right)), [left, right]);
  const changed = settings.filter(({ a, b }) => a !== b);
  return (
    <>
      <div className="compare-heads">
        <Head view={left} />
        <Head view={right} />
      </div>
      <h2>Programs</h2>
      {programs.map(({ name, a, b }) => (
        <ProgramDiff key={name} role={name} left={a?.source ?? ''} right={b?.source ?? ''} />
      ))}
      <h2>Settings</h2>
      {changed.length === 0 ? (
        <p className="muted">The same.</p>
      ) : (
        <div className="card scroll" tabIndex={0}>
          <table className="table">
            <tbody>
              {changed.map(({ name, a, b }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{a ?? 'default'}</td>
                  <td>{b ?? 'default'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <TestChanges left={left} right={right} />
    </>
  );
}

function Head({ view }: { view: SubmissionView }) {
  return (
    <Link className="card padded" to="/s/$id" params={{ id: view.id }}>
      <strong>{KIND_VIEWS[view.kind].name}</strong>{' '}
      <VerdictChip verdict={view.verdict} status={view.status} /> <RelativeTime at={view.createdAt} />
    </Link>
  );
}

function ProgramDiff({ role, left, right }: { role: string; left: string; right: string }) {
  const diff = useMemo(() => diffOutputs(left, right, 'exact'), [left, right]);
  const [wholeLines, setWholeLines] = useState(false);
  const { wrap } = usePreferences();
  if (left === right) return <p className="muted">{role}: the same.</p>;
  return (
    <section className="failures" aria-label={role}>
      <p className="failure-summary">{role}</p>
      <OutputPanes
        expected={left}
        actual={right}
        diff={diff}
        titles={{ expected: 'First', actual: 'Second' }}
        showWhitespace={diff.onlyWhitespace}
        wrap={wrap}
        wholeLines={wholeLines}
        onWholeLines={() => setWholeLines(true)}
      />
    </section>
  );
}

/** Tests that ended otherwise, first, and how long both took. */
function TestChanges({ left, right }: { left: SubmissionView; right: SubmissionView }) {
  if (left.kind !== 'judge' || right.kind !== 'judge') return null;
  const of = (view: SubmissionView) =>
    ((view.result as JudgeResult | null)?.tests ?? []).map(
      (test) => [test.name, test] as [string, typeof test],
    );
  const tests = pairs(of(left), of(right));
  const rows = [...tests].sort(
    (x, y) => Number(x.a?.verdict === x.b?.verdict) - Number(y.a?.verdict === y.b?.verdict),
  );
  return (
    <>
      <h2>Tests</h2>
      <div className="card scroll" tabIndex={0}>
        <Table heads={['Test', 'First', 'Second', 'CPU']}>
          {rows.map(({ name, a, b }) => (
            <tr key={name} className={a?.verdict === b?.verdict ? undefined : 'changed'}>
              <th scope="row">{name}</th>
              <td>{a ? executionVerdictText(a.verdict) : 'not there'}</td>
              <td>{b ? executionVerdictText(b.verdict) : 'not there'}</td>
              <td className="number">
                {a && formatDuration(a.cpuTimeMs)} → {b && formatDuration(b.cpuTimeMs)}
              </td>
            </tr>
          ))}
        </Table>
      </div>
    </>
  );
}

function pairs<T>(
  left: readonly [string, T][],
  right: readonly [string, T][],
): { name: string; a: T | undefined; b: T | undefined }[] {
  const [a, b] = [new Map(left), new Map(right)];
  return [...new Set([...a.keys(), ...b.keys()])].map((name) => ({ name, a: a.get(name), b: b.get(name) }));
}
