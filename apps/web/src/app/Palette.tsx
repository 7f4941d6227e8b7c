import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { Dialog } from '../ui/Dialog.js';
import { offeredCommands, type Command } from '../ui/commands.js';
import { changePreferences } from '../ui/preferences.js';
import { useSession } from '../features/session/session.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** Everything that can be done here, found by typing a piece of its name; an id opens its submission. */
export function Palette({ onClose, onKeys }: { onClose(): void; onKeys(): void }) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const commands = useCommandList(onKeys);
  const found = useMemo(() => match(commands, typed), [commands, typed]);
  const navigate = useNavigate();
  const id = UUID.exec(typed)?.[0];
  const rows: Command[] = id
    ? [
        {
          id: 'open',
          label: `Open submission ${id}`,
          run: () => void navigate({ to: '/s/$id', params: { id } }),
        },
      ]
    : found;
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt((before) => Math.min(rows.length - 1, before + 1));
    else if (event.key === 'ArrowUp') setAt((before) => Math.max(0, before - 1));
    else if (event.key === 'Enter') run(rows[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Commands" onClose={onClose}>
      <input
        className="input"
        data-first-focus
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={rows[at] ? `palette-${rows[at].id}` : undefined}
        aria-label="Command or id of a submission"
        placeholder="A command, or the id of a submission"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul className="palette" role="listbox" id="palette-list" aria-label="Commands">
        {rows.map((command, index) => (
          <li
            key={command.id}
            id={`palette-${command.id}`}
            role="option"
            aria-selected={index === at}
            onClick={() => run(command)}
          >
            <span>{command.label}</span>
            {command.keys && <kbd>{command.keys}</kbd>}
          </li>
        ))}
      </ul>
      {rows.length === 0 && <p className="muted">Nothing of that name.</p>}
    </Dialog>
  );
}

function useCommandList(onKeys: () => void): Command[] {
  const navigate = useNavigate();
  const isAdmin = useSession()?.user?.role === 'admin';
  return useMemo(() => {
    const go = (to: string, label: string): Command => ({
      id: `go-${to}`,
      label: `Go to ${label}`,
      run: () => void navigate({ to }),
    });
    return [
      // The keys of lists and panes mean something only where one looks at these.
      ...offeredCommands().filter(({ label }) => label !== ''),
      go('/', 'Stress'),
      go('/run', 'Run'),
      go('/judge', 'Judge'),
      go('/suites', 'Suites'),
      go('/submissions', 'History'),
      go('/examples', 'Examples'),
      go('/account', 'Account'),
      go('/account/tokens', 'API tokens'),
      go('/docs/clex', 'clex, the language of inputs'),
      go('/docs/api', 'API'),
      ...(isAdmin ? [go('/admin', 'Administration')] : []),
      { id: 'dark', label: 'Colours: dark', run: () => changePreferences({ theme: 'dark' }) },
      { id: 'light', label: 'Colours: light', run: () => changePreferences({ theme: 'light' }) },
      { id: 'system', label: 'Colours: as the system', run: () => changePreferences({ theme: 'system' }) },
      { id: 'keys', label: 'Show all keys', keys: '?', run: onKeys },
    ];
  }, [navigate, isAdmin, onKeys]);
}

function match(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}
