import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.js';
import { suitesQuery } from '../../features/suites/queries.js';
import { SEEN_BY } from '../../features/suites/seenBy.js';
import { UploadCard } from '../../features/suites/UploadCard.js';
import { QueryTable } from '../../ui/QueryTable.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { usePageTitle } from '../../ui/usePageTitle.js';

const HEADS = [
  'Name',
  { name: 'Tests', number: true },
  'Format',
  { name: 'Version', number: true },
  'Seen by',
  'Changed',
  { name: 'Judge', hidden: true },
] as const;

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
      <QueryTable
        query={suites}
        rows={suites.data}
        heads={HEADS}
        empty="There is no suite yet. The first one is a drop away."
      >
        {(suite) => (
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
        )}
      </QueryTable>
    </div>
  );
}
