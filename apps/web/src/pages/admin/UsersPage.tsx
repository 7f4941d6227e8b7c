import type { ResetLinkView, UserAccountView, UserRole } from '@app/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { Dialog } from '../../ui/Dialog.js';
import { Field } from '../../ui/Field.js';
import { ProblemLine } from '../../ui/ProblemLine.js';
import { QueryTable } from '../../ui/QueryTable.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { useAction } from '../../ui/useAction.js';
import { AdminFrame } from './AdminFrame.js';

const HEADS = ['Name', 'Role', 'State', 'Last login', { name: 'Actions', hidden: true }] as const;
const ROLES: readonly UserRole[] = ['user', 'setter', 'admin'];

/** Accounts: who they are, what they may do. */
export function UsersPage() {
  const [typed, setTyped] = useState('');
  const [making, setMaking] = useState(false);
  const [link, setLink] = useState<{ username: string; link: ResetLinkView } | null>(null);
  const users = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => client.administration.users(signal),
  });
  const shown = (users.data ?? []).filter(({ username }) =>
    username.toLowerCase().includes(typed.toLowerCase()),
  );
  const admins = (users.data ?? []).filter(({ role, disabled }) => role === 'admin' && !disabled).length;
  return (
    <AdminFrame
      title="Users"
      actions={
        <button type="button" className="button" onClick={() => setMaking(true)}>
          New user
        </button>
      }
    >
      <label className="search-line">
        Search
        <input
          className="input"
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <QueryTable query={users} rows={users.data && shown} heads={HEADS} empty="Nobody of that name.">
        {(user) => (
          <UserRow
            key={user.id}
            user={user}
            isLastAdmin={user.role === 'admin' && !user.disabled && admins === 1}
            onLink={(made) => setLink({ username: user.username, link: made })}
          />
        )}
      </QueryTable>
      {making && (
        <NewUserDialog
          onClose={() => setMaking(false)}
          onMade={(username, made) => {
            setMaking(false);
            setLink({ username, link: made });
          }}
        />
      )}
      {link && <LinkDialog {...link} onClose={() => setLink(null)} />}
    </AdminFrame>
  );
}

interface UserRowProps {
  user: UserAccountView;
  isLastAdmin: boolean;
  onLink(link: ResetLinkView): void;
}

function UserRow({ user, isLastAdmin, onLink }: UserRowProps) {
  const queries = useQueryClient();
  const { problem, run } = useAction();
  const change = (part: { role?: UserRole; disabled?: boolean }) =>
    void run(async () => {
      await client.administration.changeUser(user.id, part);
      await queries.invalidateQueries({ queryKey: ['users'] });
    });
  const locked = isLastAdmin ? 'The last admin stays one.' : undefined;
  return (
    <tr>
      <th scope="row">{user.username}</th>
      <td>
        <select
          className="select"
          aria-label={`Role of ${user.username}`}
          title={locked}
          disabled={isLastAdmin}
          value={user.role}
          onChange={(event) => change({ role: event.target.value as UserRole })}
        >
          {ROLES.map((role) => (
            <option key={role}>{role}</option>
          ))}
        </select>
        {locked && <p className="muted">{locked}</p>}
      </td>
      <td>
        {user.disabled ? (
          <span className="badge bad">disabled</span>
        ) : user.hasPassword ? (
          'active'
        ) : (
          <span className="badge warn">no password yet</span>
        )}
      </td>
      <td>
        <RelativeTime at={user.lastLoginAt} />
      </td>
      <td>
        <div className="row-actions">
          {!isLastAdmin && (
            <button
              type="button"
              className="button small"
              onClick={() => change({ disabled: !user.disabled })}
            >
              {user.disabled ? 'Enable' : 'Disable'}
            </button>
          )}
          <button
            type="button"
            className="button small"
            onClick={() => void run(async () => onLink(await client.administration.createResetLink(user.id)))}
          >
            Reset link
          </button>
          <Link className="button small" to="/admin/submissions" search={{ owner: user.username }}>
            Submissions
          </Link>
        </div>
        <ProblemLine problem={problem} />
      </td>
    </tr>
  );
}

interface NewUserDialogProps {
  onClose(): void;
  onMade(username: string, link: ResetLinkView): void;
}

function NewUserDialog({ onClose, onMade }: NewUserDialogProps) {
  const [username, setUsername] = useState('');
  const [role, setRole] = useState<UserRole>('user');
  const queries = useQueryClient();
  const { problem, run } = useAction();
  return (
    <Dialog title="New user" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run(async () => {
            const { resetLink } = await client.administration.createUser(username.trim(), role);
            await queries.invalidateQueries({ queryKey: ['users'] });
            onMade(username.trim(), resetLink);
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
              value={username}
              onChange={(event) => setUsername(event.target.value)}
            />
          )}
        </Field>
        <Field label="Role">
          {(control) => (
            <select
              {...control}
              className="select"
              value={role}
              onChange={(event) => setRole(event.target.value as UserRole)}
            >
              {ROLES.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          )}
        </Field>
        <ProblemLine problem={problem} />
        <button type="submit" className="button primary">
          Make the account
        </button>
      </form>
    </Dialog>
  );
}

function LinkDialog({ username, link, onClose }: { username: string; link: ResetLinkView; onClose(): void }) {
  return (
    <Dialog title={`A link for ${username}`} onClose={onClose}>
      <p>With it they choose a password. It works once, for a day, and is shown only now.</p>
      <div className="copy-line">
        <input className="input mono" readOnly value={link.url} aria-label="Link" />
        <CopyButton icon="link" label="Copy the link" caption="Copy" text={() => link.url} />
      </div>
    </Dialog>
  );
}
