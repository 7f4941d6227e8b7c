import type { SuiteView, VerificationReport, VerifiedSolution } from '@app/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.js';
import { formatDuration } from '../../ui/format.js';
import { ProblemLine } from '../../ui/ProblemLine.js';
import { useAction } from '../../ui/useAction.js';
import { VerdictChip } from '../../ui/VerdictChip.js';
import { type Head, Table } from '../../ui/Table.js';

const HEADS: readonly Head[] = [
  'Solution',
  'Language',
  'Declared',
  'Got',
  { name: 'Points', number: true },
  { name: 'Slowest', number: true },
  'Agrees',
];

const AGAIN_MS = 1_500;

/** What the package says of its own solutions, and what became of them. */
export function Verification({ suite }: { suite: SuiteView }) {
  const queries = useQueryClient();
  const { busy, problem, run } = useAction();
  const report = useQuery({
    queryKey: ['verification', suite.id],
    queryFn: ({ signal }) => client.suites.verification(suite.id, signal),
    refetchInterval: ({ state }) => (isGoingOn(state.data) ? AGAIN_MS : false),
  });
  const start = () =>
    void run(async () => {
      queries.setQueryData(['verification', suite.id], await client.suites.verify(suite.id, 0));
      await queries.invalidateQueries({ queryKey: ['verification', suite.id] });
    });
  const data = report.data;
  return (
    <section className="card verification" aria-labelledby="verification-title">
      <div className="card-head plain">
        <h2 id="verification-title">Solutions of the jury</h2>
        <p className="card-about" role="status" data-testid="verification">
          {data ? words(data) : ''}
        </p>
        <span className="head-end">
          <button
            type="button"
            className="button small"
            data-testid="verify"
            aria-disabled={busy || isGoingOn(data)}
            onClick={() => busy || isGoingOn(data) || start()}
          >
            Verify
          </button>
        </span>
      </div>
      <ProblemLine problem={problem} />
      <div className="scroll" tabIndex={0} role="region" aria-label="Declared and got">
        <Table heads={HEADS}>
          {(data?.solutions ?? suite.solutions?.map(notYet) ?? []).map((solution) => (
            <SolutionRow key={solution.path} solution={solution} />
          ))}
        </Table>
      </div>
      {data?.timeLimit && (
        <p className="muted padded">
          By the rule of its format the time limit is {formatDuration(data.timeLimit.timeLimitMs)}
          {data.timeLimit.inForceMs !== null && `; in force is ${formatDuration(data.timeLimit.inForceMs)}`}.
        </p>
      )}
      {data?.warnings.map((warning) => (
        <p key={warning} className="notice">
          {warning}
        </p>
      ))}
    </section>
  );
}

const notYet = ({
  path,
  language,
  expected,
}: NonNullable<SuiteView['solutions']>[number]): VerifiedSolution => ({
  path,
  language,
  expected,
  submissionId: null,
  status: null,
  verdict: null,
  agrees: null,
  reasons: [],
});

const isGoingOn = (report: VerificationReport | undefined): boolean =>
  report?.solutions.some(({ status }) => status === 'queued' || status === 'running') ?? false;

function words(report: VerificationReport): string {
  const { solutions, agrees } = report;
  if (isGoingOn(report)) {
    const done = solutions.filter(({ status }) => status !== 'queued' && status !== 'running').length;
    return `${done} of ${solutions.length} judged`;
  }
  if (agrees === null) return 'not verified yet';
  const wrong = solutions.filter((solution) => solution.agrees === false).length;
  return agrees
    ? 'All are what the package says.'
    : `${wrong} of ${solutions.length} are not what the package says.`;
}

function SolutionRow({ solution }: { solution: VerifiedSolution }) {
  const { path, language, expected, submissionId, status, verdict, points, maxPoints, slowestMs } = solution;
  return (
    <tr className={solution.agrees === false ? 'differs' : undefined}>
      <th scope="row">
        {submissionId ? (
          <Link to="/s/$id" params={{ id: submissionId }}>
            {path}
          </Link>
        ) : (
          path
        )}
      </th>
      <td>{language}</td>
      <td>{expected.label}</td>
      <td>{status ? <VerdictChip verdict={verdict} status={status} /> : ''}</td>
      <td className="number">{points === undefined ? '' : `${points}/${maxPoints ?? '?'}`}</td>
      <td className="number">{slowestMs === undefined ? '' : formatDuration(slowestMs)}</td>
      <td className="wrap">
        {solution.agrees === true && <span className="badge good">yes</span>}
        {solution.agrees === false && <span className="badge found">no</span>} {solution.reasons.join('; ')}
      </td>
    </tr>
  );
}
