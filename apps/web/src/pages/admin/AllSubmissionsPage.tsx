import type { SubmissionKind, SubmissionStatus, Verdict } from '@app/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { client } from '../../api/client.js';
import { languagesQuery } from '../../api/queries.js';
import { formatDuration } from '../../ui/format.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { Empty, problemFrom, ProblemView, Skeleton } from '../../ui/states.js';
import { VerdictChip } from '../../ui/VerdictChip.js';
import { FilterBar } from '../history/FilterBar.js';
import { AdminFrame } from './AdminFrame.js';

const route = getRouteApi('/admin/submissions');

/** Everybody's submissions. */
export function AllSubmissionsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const languages = useQuery(languagesQuery).data ?? [];
  const list = useInfiniteQuery({
    queryKey: ['admin', 'submissions', search],
    queryFn: ({ pageParam, signal }) =>
      client.administration.submissions(
        {
          ...(search.kind && { kind: search.kind as SubmissionKind }),
          ...(search.verdict && { verdict: search.verdict as Verdict }),
          ...(search.status && { status: search.status as SubmissionStatus }),
          ...(search.language && { language: search.language }),
          ...(search.owner && { owner: search.owner }),
          ...(pageParam && { cursor: pageParam }),
          limit: 50,
        },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 5_000,
  });
  const rows = (list.data?.pages ?? []).flatMap(({ items }) => items);
  return (
    <AdminFrame title="Submissions">
      <FilterBar
        withOwner
        filters={search}
        languages={languages.map(({ id, name }) => ({ id, name }))}
        onChange={(next) => void navigate({ search: next, replace: true })}
      />
      {list.isPending && <Skeleton rows={8} />}
      {list.error && <ProblemView problem={problemFrom(list.error)} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <Empty>Nothing of that kind.</Empty>}
      {rows.length > 0 && (
        <div className="card scroll" tabIndex={0}>
          <table className="table rows">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Owner</th>
                <th scope="col">Kind</th>
                <th scope="col">Verdict</th>
                <th scope="col">Languages</th>
                <th scope="col">Duration</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td>
                    <Link className="row-link" to="/s/$id" params={{ id: row.id }}>
                      <RelativeTime at={row.createdAt} />
                    </Link>
                  </td>
                  <td title={row.ownerId}>{row.owner}</td>
                  <td>{row.kind}</td>
                  <td>
                    <VerdictChip verdict={row.verdict} status={row.status} />
                  </td>
                  <td>{row.languages.join(', ')}</td>
                  <td className="number">{row.durationMs === null ? '' : formatDuration(row.durationMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.hasNextPage && (
        <button type="button" className="button more" onClick={() => void list.fetchNextPage()}>
          Older ones
        </button>
      )}
    </AdminFrame>
  );
}
