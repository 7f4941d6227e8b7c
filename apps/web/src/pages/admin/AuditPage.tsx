import type { AuditEventView } from '@app/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../api/client.js';
import { download } from '../../ui/download.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { Empty, problemFrom, ProblemView, Skeleton } from '../../ui/states.js';
import { AdminFrame } from './AdminFrame.js';

const route = getRouteApi('/admin/audit');
const PAGE = 100;

/** What was done to accounts and with the rights of admins. */
export function AuditPage() {
  const { action = '', user = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) =>
      client.administration.audit({ limit: PAGE, ...(pageParam && { before: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (page: AuditEventView[]) => (page.length === PAGE ? page.at(-1)!.id : null),
  });
  const events = (list.data?.pages ?? [])
    .flat()
    .filter((event) => event.action.includes(action) && (event.subject ?? '').includes(user));
  const set = (part: { action?: string; user?: string }) => {
    const next = { action, user, ...part };
    void navigate({
      search: { ...(next.action && { action: next.action }), ...(next.user && { user: next.user }) },
      replace: true,
    });
  };
  return (
    <AdminFrame
      title="Audit"
      actions={
        <button type="button" className="button small" onClick={() => download('audit.csv', csvOf(events))}>
          Save as CSV
        </button>
      }
    >
      <form className="filter-bar" role="search" onSubmit={(event) => event.preventDefault()}>
        <label>
          Action
          <input
            className="input"
            type="search"
            value={action}
            onChange={(event) => set({ action: event.target.value })}
          />
        </label>
        <label>
          User
          <input
            className="input"
            type="search"
            value={user}
            onChange={(event) => set({ user: event.target.value })}
          />
        </label>
      </form>
      {list.isPending && <Skeleton rows={8} />}
      {list.error && <ProblemView problem={problemFrom(list.error)} onRetry={() => void list.refetch()} />}
      {list.data && events.length === 0 && <Empty>Nothing of that kind.</Empty>}
      {events.length > 0 && (
        <div className="card scroll" tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Action</th>
                <th scope="col">Whom</th>
                <th scope="col">From</th>
                <th scope="col">Details</th>
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <tr key={event.id}>
                  <td>
                    <RelativeTime at={event.at} />
                  </td>
                  <td>
                    <span className="badge">{event.action}</span>
                  </td>
                  <td>{event.subject ?? ''}</td>
                  <td>{event.address ?? ''}</td>
                  <td className="wrap">{event.detail ? <code>{JSON.stringify(event.detail)}</code> : ''}</td>
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

/** As spreadsheets read it; a field that begins like a formula is made a text. */
function csvOf(events: readonly AuditEventView[]): string {
  const cell = (value: string) =>
    `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
  const rows = events.map(({ at, action, subject, address, detail }) =>
    [at, action, subject ?? '', address ?? '', detail ? JSON.stringify(detail) : ''].map(cell).join(','),
  );
  return ['at,action,subject,address,detail', ...rows].join('\r\n');
}
