import type { SubmissionFilter, SubmissionRow } from '@app/client';
import type { SubmissionKind, SubmissionStatus, Verdict } from '@app/contracts';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { client } from '../../api/client.js';
import { languagesQuery } from '../../api/queries.js';
import { useLoginHref, useSession } from '../../features/session/session.js';
import type { KeptSubmission } from '../../features/results/expected-fields.js';
import { KIND_VIEWS } from '../../features/results/kinds/index.js';
import { useCommands } from '../../ui/commands.js';
import { formatDuration } from '../../ui/format.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { Empty, problemFrom, ProblemView, Skeleton } from '../../ui/states.js';
import { say } from '../../ui/toasts.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { VerdictChip } from '../../ui/VerdictChip.js';
import { FilterBar, type Filters } from './FilterBar.js';

type Row = SubmissionRow &
  Pick<KeptSubmission, 'name' | 'public'> & { languages?: string[]; durationMs?: number | null };
const route = getRouteApi('/submissions');
const NEW_EVERY_MS = 10_000;

/** Everything that this account, or this browser, has submitted. */
export function HistoryPage() {
  usePageTitle('History');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = filterOf(search);
  const languages = useQuery(languagesQuery).data ?? [];
  const session = useSession();
  const loginHref = useLoginHref();
  const list = useInfiniteQuery({
    queryKey: ['submissions', filter],
    queryFn: ({ pageParam, signal }) =>
      client.submissions.list({ ...filter, limit: 50, ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: NEW_EVERY_MS,
  });
  const rows = (list.data?.pages ?? []).flatMap(({ items }) => items as Row[]);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <div className="page">
      <h1 className="page-title">History</h1>
      {session && !session.user && (
        <p className="muted">
          Runs of this browser appear here. <a href={loginHref}>Log in</a> to keep them.
        </p>
      )}
      <FilterBar
        filters={search}
        languages={languages.map(({ id, name }) => ({ id, name }))}
        onChange={(next) => void navigate({ search: next, replace: true })}
      />
      {list.error && <ProblemView problem={problemFrom(list.error)} onRetry={() => void list.refetch()} />}
      {list.isPending && <Skeleton rows={8} />}
      {list.data && rows.length === 0 && (
        <Empty
          action={
            isFiltered ? (
              <Link className="button" to="/submissions" search={{}}>
                Show all
              </Link>
            ) : (
              <Link className="button" to="/">
                Run something
              </Link>
            )
          }
        >
          {isFiltered ? 'Nothing of that kind.' : 'Nothing was submitted yet.'}
        </Empty>
      )}
      {rows.length > 0 && <Rows rows={rows} />}
      {list.hasNextPage && (
        <button
          type="button"
          className="button more"
          aria-disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Older ones
        </button>
      )}
    </div>
  );
}

function filterOf(search: Filters): SubmissionFilter {
  const { kind, verdict, status, language, since, text } = search;
  return {
    ...(kind && { kind: kind as SubmissionKind }),
    ...(verdict && { verdict: verdict as Verdict }),
    ...(status && { status: status as SubmissionStatus }),
    ...(language && { language }),
    ...(since && { since: new Date(since).toISOString() }),
    ...(text && { text }),
  };
}

/** Rows to open, to compare and to remove. j and k go down and up. */
function Rows({ rows }: { rows: readonly Row[] }) {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const table = useRef<HTMLTableElement>(null);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const move = (step: number) => {
    const links = [...(table.current?.querySelectorAll<HTMLElement>('a.row-link') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  };
  useCommands([
    { id: 'row-down', label: '', run: () => move(1) },
    { id: 'row-up', label: '', run: () => move(-1) },
  ]);
  const remove = async () => {
    const results = await Promise.allSettled(picked.map((id) => client.submissions.remove(id)));
    const failed = results.filter(({ status }) => status === 'rejected').length;
    if (failed > 0) say(`${failed} of ${picked.length} could not be removed.`);
    setPicked([]);
    await queries.invalidateQueries({ queryKey: ['submissions'] });
  };
  return (
    <>
      {picked.length > 0 && (
        <div className="page-actions" role="group" aria-label="With the picked ones">
          <span>{picked.length} picked</span>
          {picked.length === 2 && (
            <button
              type="button"
              className="button small"
              onClick={() =>
                void navigate({ to: '/compare/$a/$b', params: { a: picked[0]!, b: picked[1]! } })
              }
            >
              Compare
            </button>
          )}
          <button type="button" className="button small danger" onClick={() => void remove()}>
            Remove
          </button>
        </div>
      )}
      <div className="card scroll" tabIndex={0}>
        <table className="table rows" ref={table}>
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">Pick</span>
              </th>
              <th scope="col">When</th>
              <th scope="col">Kind</th>
              <th scope="col">Verdict</th>
              <th scope="col">Languages</th>
              <th scope="col">Duration</th>
              <th scope="col">Seen by</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Pick ${row.name ?? row.id}`}
                    checked={picked.includes(row.id)}
                    onChange={(event) =>
                      setPicked(
                        event.target.checked ? [...picked, row.id] : picked.filter((id) => id !== row.id),
                      )
                    }
                  />
                </td>
                <td>
                  <Link className="row-link" to="/s/$id" params={{ id: row.id }}>
                    {row.name ? <span>{row.name} </span> : null}
                    <RelativeTime at={row.createdAt} />
                  </Link>
                </td>
                <td>{KIND_VIEWS[row.kind].name}</td>
                <td>
                  <VerdictChip verdict={row.verdict} status={row.status} />
                </td>
                <td>{row.languages?.join(' → ') ?? ''}</td>
                <td className="number">{durationOf(row)}</td>
                <td>{row.public ? 'link' : 'you'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function durationOf({ durationMs, startedAt, finishedAt }: Row): string {
  if (typeof durationMs === 'number') return formatDuration(durationMs);
  if (!startedAt || !finishedAt) return '';
  return formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));
}
