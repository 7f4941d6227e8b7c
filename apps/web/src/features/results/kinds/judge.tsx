import type { JudgeResult, JudgeTestResult } from '@app/contracts';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { AnsiText } from '../../../ui/AnsiText.js';
import { useCommands } from '../../../ui/commands.js';
import { formatDuration } from '../../../ui/format.js';
import type { FinalState } from '../../live/live.js';
import { executionVerdictText, type VerdictText } from '../verdictText.js';
import { LETTERS } from '../letters.js';
import type { KindView, ResultProps } from './kind-view.js';

type Groups = { name: string; verdict: string | null; points: number; maxPoints: number }[];
type Judged = JudgeResult & { error?: string; groups?: Groups; maxPoints?: number };
const resultOf = ({ view }: FinalState) => view.result as Judged | null;

/** What a judge job ended with, in words. */
export function judgeVerdict(state: FinalState): VerdictText {
  const { view } = state;
  const result = resultOf(state);
  if (view.status === 'cancelled') return { tone: 'neutral', title: 'Cancelled', detail: '' };
  const passed = result ? `${result.passed} of ${result.total} tests` : '';
  switch (view.verdict) {
    case 'accepted':
      return { tone: 'good', title: 'Accepted', detail: passed };
    case 'compile_error':
      return { tone: 'bad', title: 'Does not compile', detail: '' };
    case 'internal_error':
      return {
        tone: 'bad',
        title: 'Internal error',
        detail: result?.error ?? 'The service could not judge this. This says nothing about the program.',
      };
    default: {
      const first = result?.tests.find(({ verdict }) => verdict !== 'accepted');
      const title = view.verdict ? executionVerdictText(view.verdict as never) : 'No verdict';
      return { tone: 'found', title: first ? `${title} on test ${first.name}` : title, detail: passed };
    }
  }
}

/** Tests as tiles. Arrows move, Enter opens a test's page, letters say what colours say. */
export function JudgeResultView({ state }: ResultProps) {
  const result = resultOf(state);
  const [filter, setFilter] = useState<string | null>(null);
  const tests = useMemo(() => result?.tests ?? [], [result]);
  const verdicts = useMemo(() => [...new Set(tests.map(({ verdict }) => verdict))], [tests]);
  if (!result) return null;
  const slowest = tests.reduce<JudgeTestResult | null>(
    (most, test) => (most && most.cpuTimeMs >= test.cpuTimeMs ? most : test),
    null,
  );
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
      <Tiles id={state.view.id} tests={tests} filter={filter} />
      {result.groups && <GroupTable groups={result.groups} />}
    </section>
  );
}

interface TilesProps {
  id: string;
  tests: readonly JudgeTestResult[];
  filter: string | null;
}

function Tiles({ id, tests, filter }: TilesProps) {
  const grid = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const navigate = useNavigate();
  const open = (index: number) =>
    void navigate({ to: '/s/$id/tests/$n', params: { id, n: String(index + 1) } });
  const shown = tests
    .map((test, index) => ({ test, index }))
    .filter(({ test }) => !filter || test.verdict === filter);
  const focus = (position: number) => {
    const next = Math.max(0, Math.min(shown.length - 1, position));
    setAt(next);
    grid.current?.querySelectorAll<HTMLElement>('[role=gridcell]')[next]?.focus();
  };
  const failed = shown.flatMap(({ test }, position) => (test.verdict === 'accepted' ? [] : [position]));
  useCommands([
    {
      id: 'next',
      label: 'Next failed test',
      keys: 'n',
      run: () => focus(failed.find((p) => p > at) ?? failed[0] ?? at),
    },
    {
      id: 'previous',
      label: 'Previous failed test',
      keys: 'p',
      run: () => focus(failed.findLast((p) => p < at) ?? failed.at(-1) ?? at),
    },
  ]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const cells = grid.current?.querySelectorAll<HTMLElement>('[role=gridcell]') ?? [];
    const top = cells[0]?.offsetTop;
    const inRow = [...cells].findIndex((cell) => cell.offsetTop !== top);
    const columns = inRow === -1 ? cells.length : inRow;
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      Home: -at,
      End: shown.length,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    focus(at + step);
  };
  return (
    <div
      className={tests.length > 200 ? 'tiles small' : 'tiles'}
      role="grid"
      aria-label="Tests"
      ref={grid}
      onKeyDown={onKeyDown}
    >
      <div role="row" className="tile-row">
        {shown.map(({ test, index }, position) => (
          <div
            key={index}
            role="gridcell"
            className={`tile ${test.verdict}`}
            tabIndex={position === Math.min(at, shown.length - 1) ? 0 : -1}
            aria-label={`${LETTERS[test.verdict]}, ${test.name}: ${executionVerdictText(test.verdict)}, ${formatDuration(test.cpuTimeMs)}`}
            title={`${test.name}: ${executionVerdictText(test.verdict)}, ${formatDuration(test.cpuTimeMs)}`}
            data-testid="tile"
            onFocus={() => setAt(position)}
            onClick={() => open(index)}
            onKeyDown={(event) => event.key === 'Enter' && open(index)}
          >
            {LETTERS[test.verdict]}
          </div>
        ))}
      </div>
    </div>
  );
}

function GroupTable({ groups }: { groups: Groups }) {
  return (
    <div className="scroll">
      <table className="table">
        <caption>Groups</caption>
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">Verdict</th>
            <th scope="col">Points</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.name}>
              <th scope="row">{group.name}</th>
              <td>{group.verdict ? executionVerdictText(group.verdict as never) : 'not run'}</td>
              <td>
                {group.points}/{group.maxPoints}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A program against tests. */
export const judge: KindView = {
  name: 'Judge',
  verdictText: judgeVerdict,
  facts: (view) =>
    view.startedAt && view.finishedAt
      ? [formatDuration(Date.parse(view.finishedAt) - Date.parse(view.startedAt))]
      : [],
  Result: JudgeResultView,
};
