import type { ReactNode } from 'react';
import { useLoginHref, useSession } from '../../features/session/session.js';
import { Skeleton } from '../../ui/states.js';

interface RequireUserProps {
  title: string;
  role?: 'admin';
  children: ReactNode;
}

/** Pages for users who are logged in; others read that they have to log in, and where. */
export function RequireUser({ title, role, children }: RequireUserProps) {
  const session = useSession();
  const loginHref = useLoginHref();
  if (!session) return <Skeleton />;
  if (session.user && (!role || session.user.role === role)) return children;
  return (
    <div className="prose">
      <h1>{title}</h1>
      {session.user ? (
        <p>Only admins may see this.</p>
      ) : (
        <p>
          <a className="button" href={loginHref}>
            Log in
          </a>{' '}
          to see this.
        </p>
      )}
    </div>
  );
}
