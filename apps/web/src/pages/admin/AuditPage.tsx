import type { AuditEventView } from '@app/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../api/client.js';
import { download } from '../../ui/download.js';
import { QueryTable } from '../../ui/QueryTable.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { AdminFrame } from './AdminFrame.js';

const route = getRouteApi('/admin/audit');
const PAGE = 100;
const HEADS = ['When', 'Action', 'Whom', 'From', 'Details'] as const;

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
      <QueryTable query={list} rows={list.data && events} heads={HEADS} empty="Nothing of that kind.">
        {(event) => (
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
        )}
      </QueryTable>
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
