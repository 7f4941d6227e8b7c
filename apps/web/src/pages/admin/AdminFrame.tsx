import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { RequireUser } from '../account/RequireUser.js';

const PAGES = [
  ['/admin', 'Overview'],
  ['/admin/submissions', 'Submissions'],
  ['/admin/workers', 'Workers'],
  ['/admin/users', 'Users'],
  ['/admin/dead-letters', 'Dead letters'],
  ['/admin/audit', 'Audit'],
] as const;

interface AdminFrameProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** What is around each page for admins. */
export function AdminFrame({ title, actions, children }: AdminFrameProps) {
  usePageTitle(title);
  return (
    <RequireUser title={title} role="admin">
      <div className="page">
        <nav className="tabs" aria-label="Administration">
          {PAGES.map(([to, label]) => (
            <Link key={to} to={to} className="tab" activeOptions={{ exact: true, includeSearch: false }}>
              {label}
            </Link>
          ))}
        </nav>
        <header className="page-head">
          <h1 className="page-title">{title}</h1>
          {actions}
        </header>
        {children}
      </div>
    </RequireUser>
  );
}
