import type { SubmissionKind, SubmissionStatus, Verdict } from '@app/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { client } from '../../api/client.js';
import { languagesQuery } from '../../api/queries.js';
import { formatDuration } from '../../ui/format.js';
import { QueryTable } from '../../ui/QueryTable.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { VerdictChip } from '../../ui/VerdictChip.js';
import { FilterBar } from '../history/FilterBar.js';
import { AdminFrame } from './AdminFrame.js';

const HEADS = ['When', 'Owner', 'Kind', 'Verdict', 'Languages', { name: 'Duration', number: true }] as const;
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
      <QueryTable query={list} rows={list.data && rows} heads={HEADS} empty="Nothing of that kind.">
        {(row) => (
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
        )}
      </QueryTable>
    </AdminFrame>
  );
}
