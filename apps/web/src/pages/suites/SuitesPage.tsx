import type { SuiteSummary } from '@app/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.js';
import { suitesQuery } from '../../features/suites/queries.js';
import { SEEN_BY } from '../../features/suites/seenBy.js';
import { UploadCard } from '../../features/suites/UploadCard.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { Empty, problemFrom, ProblemView, Skeleton } from '../../ui/states.js';
import { usePageTitle } from '../../ui/usePageTitle.js';

/** Sets of tests: the visitor's own and the public ones. */
export function SuitesPage() {
  usePageTitle('Suites');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const suites = useQuery(suitesQuery);
  return (
    <div className="page">
      <h1 className="page-title">Suites</h1>
      <p className="muted">
        A suite is a set of tests that programs are judged by: with groups and points, limits, a checker, an
        interactor.
      </p>
      <UploadCard
        title="New suite"
        about="Drop a problem package here: a zip or a folder of Polygon, Kattis, DOMjudge, DMOJ, CMS, Hydro, HUSTOJ or QDUOJ, or plain files 1.in and 1.out."
        upload={(zip) => client.suites.upload(zip)}
        onDone={({ id }) => {
          void queries.invalidateQueries({ queryKey: suitesQuery.queryKey });
          void navigate({ to: '/suites/$id', params: { id } });
        }}
      />
      {suites.isPending && <Skeleton />}
      {suites.error && (
        <ProblemView problem={problemFrom(suites.error)} onRetry={() => void suites.refetch()} />
      )}
      {suites.data?.length === 0 && <Empty>There is no suite yet. The first one is a drop away.</Empty>}
      {suites.data && suites.data.length > 0 && <List suites={suites.data} />}
    </div>
  );
}

function List({ suites }: { suites: readonly SuiteSummary[] }) {
  return (
    <div className="card scroll" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="number">
              Tests
            </th>
            <th scope="col">Format</th>
            <th scope="col" className="number">
              Version
            </th>
            <th scope="col">Seen by</th>
            <th scope="col">Changed</th>
            <th scope="col">
              <span className="visually-hidden">Judge</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {suites.map((suite) => (
            <tr key={suite.id}>
              <th scope="row">
                <Link to="/suites/$id" params={{ id: suite.id }}>
                  {suite.name}
                </Link>
              </th>
              <td className="number">{suite.tests}</td>
              <td>{suite.format}</td>
              <td className="number">{suite.version}</td>
              <td>{SEEN_BY[String(suite.public)]}</td>
              <td>
                <RelativeTime at={suite.updatedAt} />
              </td>
              <td>
                <Link className="button small" to="/judge" search={{ suite: suite.id }}>
                  Judge
                  <span className="visually-hidden"> a program by {suite.name}</span>
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
