import { problemOf, type Problem } from '@app/client';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../api/client.js';
import { ChevronIcon } from '../ui/icons.js';
import { useLoginHref, useSession } from '../features/session/session.js';

/** Who is logged in and what is theirs, or the way in. */
export function AccountMenu() {
  const session = useSession();
  const loginHref = useLoginHref();
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!session) return null;
  if (!session.user)
    return (
      <a className="top-link" href={loginHref}>
        Log in
      </a>
    );
  const { username, role } = session.user;
  return (
    <>
      <button
        type="button"
        className="button small account-button"
        popoverTarget="account-menu"
        title={`${username}, ${role}`}
      >
        <span className="account-name">{username}</span>
        <ChevronIcon />
      </button>
      <div id="account-menu" className="popover sheet" popover="auto">
        <p className="muted">
          {username}, {role}
        </p>
        <nav aria-label="Account" onClick={() => document.getElementById('account-menu')?.hidePopover()}>
          <Link to="/submissions">History</Link>
          <Link to="/account/tokens">API tokens</Link>
          <Link to="/account">Account</Link>
          {role === 'admin' && <Link to="/admin">Administration</Link>}
        </nav>
        <button
          type="button"
          className="button small"
          onClick={() => {
            // A full load: whatever the page shows of this user's goes with it.
            setProblem(null);
            client.accounts.logOut().then(
              () => location.assign('/'),
              (error: unknown) => setProblem(problemOf(error)),
            );
          }}
        >
          Log out
        </button>
      </div>
      {problem && (
        <span className="badge warn" role="alert" title={problem.detail}>
          Still logged in: {problem.title}
        </span>
      )}
    </>
  );
}
