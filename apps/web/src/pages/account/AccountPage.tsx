import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { useSession } from '../../features/session/session.js';
import { Field } from '../../ui/Field.js';
import { changePreferences, usePreferences } from '../../ui/preferences.js';
import { ProblemLine } from '../../ui/ProblemLine.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { problemFrom, ProblemView, Skeleton } from '../../ui/states.js';
import { say } from '../../ui/toasts.js';
import { useAction } from '../../ui/useAction.js';
import { usePageTitle } from '../../ui/usePageTitle.js';

/** One's own account, and what one likes in this browser. */
export function AccountPage() {
  usePageTitle('Account');
  const session = useSession();
  const user = session?.user;
  return (
    <div className="page narrow">
      <h1 className="page-title">Account</h1>
      {user && (
        <p className="muted">
          Logged in as {user.username}, {user.role}. <Link to="/account/tokens">API tokens</Link>
        </p>
      )}
      <PreferencesCard />
      {user && <PasswordCard username={user.username} />}
      {user && <SessionsCard />}
    </div>
  );
}

function PreferencesCard() {
  const preferences = usePreferences();
  return (
    <section className="card padded" aria-labelledby="preferences-title">
      <h2 id="preferences-title">In this browser</h2>
      <div className="form-grid">
        <Field label="Colours">
          {(control) => (
            <select
              {...control}
              className="select"
              value={preferences.theme}
              onChange={(event) => changePreferences({ theme: event.target.value as 'system' })}
            >
              <option value="system">as the system</option>
              <option value="light">light</option>
              <option value="dark">dark</option>
            </select>
          )}
        </Field>
        <Field label="Size of code (pixels)">
          {(control) => (
            <input
              {...control}
              className="input"
              type="number"
              min={10}
              max={24}
              value={preferences.fontPx}
              onChange={(event) => changePreferences({ fontPx: Number(event.target.value) })}
            />
          )}
        </Field>
        <label className="check">
          <input
            type="checkbox"
            checked={preferences.wrap}
            onChange={(event) => changePreferences({ wrap: event.target.checked })}
          />
          Break long lines of outputs
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={preferences.wrapCode}
            onChange={(event) => changePreferences({ wrapCode: event.target.checked })}
          />
          Break long lines of code
        </label>
      </div>
    </section>
  );
}

function PasswordCard({ username }: { username: string }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const differs = again !== '' && again !== next;
  const { busy, problem, run } = useAction();
  const field = (
    label: string,
    value: string,
    set: (value: string) => void,
    complete: string,
    error?: string,
  ) => (
    <Field label={label} error={error}>
      {(control) => (
        <input
          {...control}
          className="input"
          type="password"
          autoComplete={complete}
          value={value}
          onChange={(event) => set(event.target.value)}
        />
      )}
    </Field>
  );
  return (
    <form
      className="card padded"
      aria-labelledby="password-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (differs || busy) return;
        void run(() => client.accounts.changePassword(current, next)).then((done) => {
          if (!done) return;
          [setCurrent, setNext, setAgain].forEach((set) => set(''));
          say('The password is changed; all other sessions have ended.');
        });
      }}
    >
      <h2 id="password-title">Password</h2>
      <input type="text" hidden readOnly autoComplete="username" value={username} />
      <div className="form-grid">
        {field('Current password', current, setCurrent, 'current-password')}
        {field('New password', next, setNext, 'new-password')}
        {field(
          'New password again',
          again,
          setAgain,
          'new-password',
          differs ? 'The two new passwords are not the same.' : undefined,
        )}
      </div>
      <ProblemLine problem={problem} />
      <button type="submit" className="button">
        Change the password
      </button>
    </form>
  );
}

function SessionsCard() {
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => client.accounts.sessions(signal),
  });
  const queries = useQueryClient();
  const { problem, run } = useAction();
  return (
    <section className="card padded" aria-labelledby="sessions-title">
      <h2 id="sessions-title">Where you are logged in</h2>
      {sessions.isPending && <Skeleton rows={2} />}
      {sessions.error && (
        <ProblemView problem={problemFrom(sessions.error)} onRetry={() => void sessions.refetch()} />
      )}
      <ul className="plain-rows">
        {sessions.data?.map((place) => (
          <li key={place.id}>
            <span>
              {deviceOf(place.userAgent)} {place.current && <span className="badge good">this one</span>}
            </span>
            <span className="muted">
              {place.address ?? ''} <RelativeTime at={place.lastSeenAt ?? place.createdAt} />
            </span>
            {!place.current && (
              <button
                type="button"
                className="button small"
                onClick={() =>
                  void run(async () => {
                    await client.accounts.endSession(place.id);
                    await queries.invalidateQueries({ queryKey: ['sessions'] });
                  })
                }
              >
                Log out there
              </button>
            )}
          </li>
        ))}
      </ul>
      <ProblemLine problem={problem} />
    </section>
  );
}

/** `Firefox on Linux`, as far as a browser says. */
function deviceOf(userAgent: string | null): string {
  if (!userAgent) return 'A browser';
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(userAgent)?.[1] ?? 'A program';
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1];
  const name = { Edg: 'Edge', OPR: 'Opera' }[browser] ?? browser;
  return system ? `${name} on ${system}` : name;
}
