import type { SuiteGroupView, SuiteView } from '@app/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.js';
import { useLoginHref, useSession } from '../../features/session/session.js';
import { suiteQuery, suitesQuery } from '../../features/suites/queries.js';
import { SEEN_BY } from '../../features/suites/seenBy.js';
import { UploadCard } from '../../features/suites/UploadCard.js';
import { formatBytes, formatDuration } from '../../ui/format.js';
import { ProblemLine } from '../../ui/ProblemLine.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { problemFrom, ProblemView, Skeleton } from '../../ui/states.js';
import { say } from '../../ui/toasts.js';
import { useAction } from '../../ui/useAction.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { SuiteTests } from './SuiteTests.js';
import { Verification } from './Verification.js';
import { Table } from '../../ui/Table.js';

const route = getRouteApi('/suites/$id');

/** One suite: what it asks, its tests, and whether its own solutions do what is said of them. */
export function SuitePage() {
  const { id } = route.useParams();
  const suite = useQuery(suiteQuery(id));
  const session = useSession();
  const loginHref = useLoginHref();
  usePageTitle(suite.data?.name ?? 'Suite');
  if (suite.isPending) return <Skeleton rows={8} />;
  if (!suite.data)
    return (
      <div className="page">
        <h1 className="page-title">Suite</h1>
        <ProblemView
          problem={problemFrom(suite.error)}
          onRetry={() => void suite.refetch()}
          loginHref={session?.user ? null : loginHref}
        />
      </div>
    );
  return <Found suite={suite.data} />;
}

function Found({ suite }: { suite: SuiteView }) {
  const { id } = suite;
  const queries = useQueryClient();
  const renew = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['suite', id] }),
      queries.invalidateQueries({ queryKey: suitesQuery.queryKey }),
      queries.invalidateQueries({ queryKey: ['verification', id] }),
    ]);
  return (
    <div className="page">
      <header className="page-head">
        <h1 className="page-title">
          {suite.name}
          <span className="tag">version {suite.version}</span>
        </h1>
        <p className="facts">
          <span>{suite.tests} tests</span>
          <span>{suite.format}</span>
          {suite.interactive && <span>interactive</span>}
          <span>{limitsText(suite)}</span>
          {!suite.testList && <span>seen by: {SEEN_BY[String(suite.public)]}</span>}
          <span>
            changed <RelativeTime at={suite.updatedAt} />
          </span>
        </p>
      </header>
      <div className="page-actions">
        <Link className="button primary" to="/judge" search={{ suite: id }}>
          Judge a program by it
        </Link>
        {suite.testList && <SeenBy suite={suite} onChanged={() => void renew()} />}
        {suite.testList && <RemoveButton suite={suite} />}
      </div>
      {suite.warnings.length > 0 && (
        <ul className="notice">
          {suite.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {suite.groups.length > 0 && <Groups groups={suite.groups} />}
      {suite.solutions && suite.solutions.length > 0 && <Verification suite={suite} />}
      {suite.testList ? (
        <SuiteTests suite={suite} tests={suite.testList} />
      ) : (
        <p className="muted">Its tests are not shown: programs are judged by them all the same.</p>
      )}
      {suite.testList && (
        <UploadCard
          title="New version"
          about="Drop a package here to take the place of this version. Jobs name the version that they ran; those that wait still run the old one."
          upload={(zip) => client.suites.uploadVersion(id, zip)}
          onDone={({ version }) => {
            say(`This is version ${version} now.`);
            void renew();
          }}
        />
      )}
    </div>
  );
}

function limitsText({ limits }: SuiteView): string {
  const { cpuTimeLimitMs, memoryLimitBytes } = limits;
  const words = [
    cpuTimeLimitMs !== undefined && formatDuration(cpuTimeLimitMs),
    memoryLimitBytes !== undefined && formatBytes(memoryLimitBytes),
  ].filter(Boolean);
  return words.length > 0 ? words.join(', ') : 'the usual limits';
}

function SeenBy({ suite, onChanged }: { suite: SuiteView; onChanged(): void }) {
  const { problem, run } = useAction();
  const change = (value: string) =>
    void run(async () => {
      await client.suites.setPublic(suite.id, value === 'false' ? false : (value as 'submit' | 'read'));
      onChanged();
    });
  return (
    <>
      <label className="inline-label">
        Seen by
        <select
          className="select"
          data-testid="seen-by"
          value={String(suite.public)}
          onChange={(event) => change(event.target.value)}
        >
          {Object.entries(SEEN_BY).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <ProblemLine problem={problem} />
    </>
  );
}

function RemoveButton({ suite }: { suite: SuiteView }) {
  const { busy, problem, run } = useAction();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const remove = () =>
    run(async () => {
      await client.suites.remove(suite.id);
      await queries.invalidateQueries({ queryKey: suitesQuery.queryKey });
      await navigate({ to: '/suites' });
    });
  return (
    <>
      <button
        type="button"
        className="button danger"
        aria-disabled={busy}
        onClick={() => {
          if (confirm(`Remove ${suite.name} with all its versions?`)) void remove();
        }}
      >
        Remove
      </button>
      <ProblemLine problem={problem} />
    </>
  );
}

function Groups({ groups }: { groups: readonly SuiteGroupView[] }) {
  return (
    <div className="card scroll" tabIndex={0}>
      <Table caption="Groups" heads={['Group', { name: 'Points', number: true }, 'Tests', 'Counts', 'Needs']}>
        {flat(groups).map(({ group, depth }) => (
          <tr key={`${depth} ${group.name}`}>
            <th scope="row">
              {'· '.repeat(depth)}
              {group.name}
            </th>
            <td className="number">{group.points ?? ''}</td>
            <td className="wrap">{group.tests?.join(', ') ?? ''}</td>
            <td>{group.aggregation ?? ''}</td>
            <td>{group.dependsOn?.join(', ') ?? ''}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}

const flat = (groups: readonly SuiteGroupView[], depth = 0): { group: SuiteGroupView; depth: number }[] =>
  groups.flatMap((group) => [{ group, depth }, ...flat(group.groups ?? [], depth + 1)]);
