import { useState } from 'react';
import { Dialog } from '../../ui/Dialog.js';
import { FORMATS } from './formats.js';

interface FormatsDialogProps {
  onPick(clex: string, title: string): void;
  onClose(): void;
}

/** Input formats to start from, found by a piece of their name. */
export function FormatsDialog({ onPick, onClose }: FormatsDialogProps) {
  const [typed, setTyped] = useState('');
  const wanted = typed.toLowerCase();
  const found = FORMATS.filter(({ title, source }) => `${title} ${source}`.toLowerCase().includes(wanted));
  return (
    <Dialog title="Formats of inputs" onClose={onClose} wide>
      <input
        className="input"
        type="search"
        data-first-focus
        aria-label="Search a format"
        placeholder="tree, permutation, grid, queries …"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={({ key }) => {
          const [first] = found;
          if (key === 'Enter' && wanted !== '' && first) onPick(first.clex, first.title);
        }}
      />
      <ul className="formats">
        {found.map(({ title, source, clex }) => (
          <li key={title}>
            <button type="button" className="format" onClick={() => onPick(clex, title)}>
              <span>
                <strong>{title}</strong> <span className="muted">{source}</span>
              </span>
              <code>{clex}</code>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="muted">None of that name.</p>}
    </Dialog>
  );
}
