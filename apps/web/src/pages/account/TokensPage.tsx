import type { ApiTokenView, TokenScope } from '@app/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { useSession } from '../../features/session/session.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { Dialog } from '../../ui/Dialog.js';
import { Field } from '../../ui/Field.js';
import { ProblemLine } from '../../ui/ProblemLine.js';
import { QueryTable } from '../../ui/QueryTable.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { useAction } from '../../ui/useAction.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { RequireUser } from './RequireUser.js';

const DAY_MS = 24 * 3_600_000;
const SOON_DAYS = 7;
const SCOPES: readonly { scope: TokenScope; about: string; adminsOnly?: true }[] = [
  { scope: 'submit', about: 'submit and cancel' },
  { scope: 'read', about: 'read your submissions' },
  { scope: 'admin', about: 'everything that an admin may do', adminsOnly: true },
];

/** API tokens: for programs that use the service in one's name. */
export function TokensPage() {
  usePageTitle('API tokens');
  return (
    <RequireUser title="API tokens">
      <Tokens />
    </RequireUser>
  );
}

const HEADS = ['Name', 'May', 'Made', 'Last used', 'Expires', { name: 'Action', hidden: true }] as const;

function Tokens() {
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiTokenView | null>(null);
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => client.accounts.tokens(signal) });
  const newButton = (
    <button type="button" className="button" data-testid="new-token" onClick={() => setMaking(true)}>
      New token
    </button>
  );
  return (
    <div className="page">
      <header className="page-head">
        <h1 className="page-title">API tokens</h1>
        {tokens.data && tokens.data.length > 0 && newButton}
      </header>
      <QueryTable
        query={tokens}
        rows={tokens.data}
        heads={HEADS}
        empty="With a token a script or a pipeline uses cpast in your name, without your password."
        emptyAction={newButton}
      >
        {(token) => (
          <tr key={token.id}>
            <th scope="row">{token.name}</th>
            <td>{token.scopes.join(', ')}</td>
            <td>
              <RelativeTime at={token.createdAt} />
            </td>
            <td>
              <RelativeTime at={token.lastUsedAt} />
            </td>
            <td>
              <Expiry token={token} />
            </td>
            <td>
              {isUsable(token) && (
                <button type="button" className="button small danger" onClick={() => setRevoking(token)}>
                  Revoke
                </button>
              )}
            </td>
          </tr>
        )}
      </QueryTable>
      {making && <NewTokenDialog onClose={() => setMaking(false)} />}
      {revoking && <RevokeDialog token={revoking} onClose={() => setRevoking(null)} />}
    </div>
  );
}

const daysLeft = ({ expiresAt }: ApiTokenView): number => (Date.parse(expiresAt) - Date.now()) / DAY_MS;
const isUsable = (token: ApiTokenView): boolean => token.revokedAt === null && daysLeft(token) > 0;

function Expiry({ token }: { token: ApiTokenView }) {
  if (token.revokedAt) return <span className="badge">revoked</span>;
  const days = daysLeft(token);
  if (days <= 0) return <span className="badge bad">expired</span>;
  return <span className={days < SOON_DAYS ? 'badge warn' : ''}>in {Math.ceil(days)} days</span>;
}

function NewTokenDialog({ onClose }: { onClose(): void }) {
  const isAdmin = useSession()?.user?.role === 'admin';
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<TokenScope[]>(['submit', 'read']);
  const [lifetimeDays, setLifetimeDays] = useState(90);
  const [made, setMade] = useState<string | null>(null);
  const queries = useQueryClient();
  const { busy, problem, run } = useAction();
  if (made !== null) return <MadeDialog token={made} onClose={onClose} />;
  return (
    <Dialog title="New token" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (busy) return;
          void run(async () => {
            const { token } = await client.accounts.createToken({ name: name.trim(), scopes, lifetimeDays });
            await queries.invalidateQueries({ queryKey: ['tokens'] });
            setMade(token);
          });
        }}
      >
        <Field label="Name">
          {(control) => (
            <input
              {...control}
              className="input"
              data-first-focus
              required
              placeholder="ci"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <fieldset className="choices">
          <legend>It may</legend>
          {SCOPES.filter(({ adminsOnly }) => !adminsOnly || isAdmin).map(({ scope, about }) => (
            <label key={scope} className="choice">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) =>
                  setScopes(
                    event.target.checked ? [...scopes, scope] : scopes.filter((other) => other !== scope),
                  )
                }
              />
              <span>
                <strong>{scope}</strong> <span className="muted">{about}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Field label="Works for">
          {(control) => (
            <select
              {...control}
              className="select"
              value={lifetimeDays}
              onChange={(event) => setLifetimeDays(Number(event.target.value))}
            >
              {[7, 30, 90, 365].map((days) => (
                <option key={days} value={days}>
                  {days} days
                </option>
              ))}
            </select>
          )}
        </Field>
        <ProblemLine problem={problem} />
        <button type="submit" className="button primary" aria-disabled={busy}>
          Make it
        </button>
      </form>
    </Dialog>
  );
}

/** The one time that the token is shown. */
function MadeDialog({ token, onClose }: { token: string; onClose(): void }) {
  const origin = location.origin;
  const curl = `curl -H "Authorization: Bearer ${token}" ${origin}/api/v1/submissions`;
  const ci = `env:\n  CPAST_URL: ${origin}\n  CPAST_TOKEN: \${{ secrets.CPAST_TOKEN }}\nrun: >-\n  curl --fail -H "Authorization: Bearer $CPAST_TOKEN" -H "content-type: application/json"\n  -d @job.json "$CPAST_URL/api/v1/submissions?wait=60"`;
  return (
    <Dialog title="Your token" onClose={onClose} wide>
      <p>It is shown this once. Keep it where secrets are kept.</p>
      <div className="copy-line">
        <input className="input mono" readOnly value={token} aria-label="The token" data-testid="token" />
        <CopyButton label="Copy the token" caption="Copy" text={() => token} />
      </div>
      <Snippet title="curl" text={curl} testId="curl" />
      <Snippet title="In a pipeline" text={ci} testId="ci" />
      <button type="button" className="button primary" onClick={onClose}>
        I have kept it
      </button>
    </Dialog>
  );
}

function Snippet({ title, text, testId }: { title: string; text: string; testId: string }) {
  return (
    <div className="snippet">
      <div className="snippet-head">
        <h3>{title}</h3>
        <CopyButton label={`Copy: ${title}`} text={() => text} />
      </div>
      <pre tabIndex={0} data-testid={testId}>
        {text}
      </pre>
    </div>
  );
}

function RevokeDialog({ token, onClose }: { token: ApiTokenView; onClose(): void }) {
  const queries = useQueryClient();
  const { problem, run } = useAction();
  return (
    <Dialog title={`Revoke ${token.name}?`} onClose={onClose}>
      <p>Whatever uses it stops working at once.</p>
      <ProblemLine problem={problem} />
      <div className="page-actions">
        <button
          type="button"
          className="button danger"
          onClick={() =>
            void run(async () => {
              await client.accounts.revokeToken(token.id);
              await queries.invalidateQueries({ queryKey: ['tokens'] });
            }).then((done) => done && onClose())
          }
        >
          Revoke it
        </button>
        <button type="button" className="button" onClick={onClose}>
          Keep it
        </button>
      </div>
    </Dialog>
  );
}
