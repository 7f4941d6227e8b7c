import type { SessionView } from '@app/contracts';
import { useEffect, useState } from 'react';
import { client } from '../api/client.js';
import { problemOf, type Problem } from '@app/client';

/** Who is logged in, and the way in or out. */
export function Account() {
  const [session, setSession] = useState<SessionView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => {
    const abort = new AbortController();
    // Without an answer there is nothing to show; the page works all the same.
    client.accounts.session(abort.signal).then(setSession, () => {});
    return () => abort.abort();
  }, []);

  if (!session) return null;
  if (!session.user)
    return (
      <a className="top-link" href="/login">
        Log in
      </a>
    );
  const { username, role } = session.user;
  return (
    <>
      <a
        className="top-link account-name"
        href={role === 'admin' ? '/admin/dashboard' : '/admin/password'}
        title={role === 'admin' ? 'Dashboard' : 'Change your password'}
      >
        {username}
      </a>
      <button
        type="button"
        className="link"
        onClick={() => {
          // A full load: whatever the page shows of this user's goes with it.
          setProblem(null);
          client.accounts.logOut().then(
            () => location.reload(),
            (error: unknown) => setProblem(problemOf(error)),
          );
        }}
      >
        Log out
      </button>
      {problem && (
        <span className="badge warn" role="alert" title={problem.detail}>
          Still logged in: {problem.title}
        </span>
      )}
    </>
  );
}
