import type { JudgeResult, JudgeTestResult } from '@app/contracts';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { AnsiText } from '../../ui/AnsiText.js';
import { formatDuration } from '../../ui/format.js';
import type { ResultProps } from './resultProps.js';
import { Tiles } from './Tiles.js';
import { executionVerdictText } from './verdictText.js';
import { Table } from '../../ui/Table.js';

/** How each test ended, and what that is worth. */
export function JudgeResultView({ state }: ResultProps) {
  const result = state.view.result as JudgeResult | null;
  const [filter, setFilter] = useState<string | null>(null);
  const tests = useMemo(() => result?.tests ?? [], [result]);
  const verdicts = useMemo(() => [...new Set(tests.map(({ verdict }) => verdict))], [tests]);
  const shown = useMemo(
    () =>
      tests
        .map((test, index) => ({ ...test, index }))
        .filter(({ verdict }) => filter === null || verdict === filter),
    [tests, filter],
  );
  if (!result) return null;
  const slowest = tests.reduce<JudgeTestResult | null>(
    (most, test) => (most && most.cpuTimeMs >= test.cpuTimeMs ? most : test),
    null,
  );
  const failedAt = tests.findIndex(({ verdict }) => verdict !== 'accepted');
  const { compilation } = result;
  return (
    <section className="card judge-result" aria-label="Verdicts of the tests">
      {compilation && compilation.output.trim() !== '' && (
        <details open={!compilation.succeeded} className="compiler calm">
          <summary>{compilation.succeeded ? 'Compiler warnings' : 'What the compiler said'}</summary>
          <AnsiText text={compilation.output} testId="compiler-output" />
        </details>
      )}
      <p className="judge-line">
        <strong>
          {result.passed}/{result.total}
        </strong>{' '}
        tests passed
        {result.points !== undefined && (
          <>
            , <strong>{result.points}</strong>
            {result.maxPoints !== undefined && `/${result.maxPoints}`} points
          </>
        )}
        {slowest && `, slowest ${slowest.name}: ${formatDuration(slowest.cpuTimeMs)}`}
      </p>
      {verdicts.length > 1 && (
        <div className="filters" role="group" aria-label="Show only">
          <button
            type="button"
            className="pick"
            aria-pressed={filter === null}
            onClick={() => setFilter(null)}
          >
            All
          </button>
          {verdicts.map((verdict) => (
            <button
              key={verdict}
              type="button"
              className="pick"
              aria-pressed={filter === verdict}
              onClick={() => setFilter(verdict)}
            >
              {executionVerdictText(verdict)}{' '}
              <span>{tests.filter((test) => test.verdict === verdict).length}</span>
            </button>
          ))}
        </div>
      )}
      <Tiles id={state.view.id} tests={shown} />
      {failedAt >= 0 && (
        <p className="judge-line">
          <Link to="/s/$id/tests/$n" params={{ id: state.view.id, n: String(failedAt + 1) }}>
            See test {tests[failedAt]!.name}
          </Link>
          : {executionVerdictText(tests[failedAt]!.verdict)}
        </p>
      )}
      {result.groups && <GroupTable groups={result.groups} />}
    </section>
  );
}

function GroupTable({ groups }: { groups: NonNullable<JudgeResult['groups']> }) {
  return (
    <div className="scroll">
      <Table caption="Groups" heads={['Group', 'Verdict', 'Points']}>
        {groups.map((group) => (
          <tr key={group.name}>
            <th scope="row">{group.name}</th>
            <td>{group.verdict ? executionVerdictText(group.verdict) : 'not run'}</td>
            <td>
              {group.points}/{group.maxPoints}
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
