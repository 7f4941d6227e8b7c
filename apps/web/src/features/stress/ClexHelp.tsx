import { Link } from '@tanstack/react-router';
import { GALLERY } from './gallery.js';

/** The language in one glance; a row is put at the end of what is there by a click. */
export function ClexHelp({ onInsert }: { onInsert(clex: string): void }) {
  return (
    <details className="help">
      <summary>clex in one minute</summary>
      <ul className="help-rows">
        {GALLERY.map(({ clex, meaning }) => (
          <li key={clex}>
            <button type="button" className="code-button" onClick={() => onInsert(clex)}>
              <span className="visually-hidden">Insert </span>
              {clex}
            </button>
            <span>{meaning}</span>
          </li>
        ))}
      </ul>
      <p className="muted">
        Every value is followed by a space. <code>(N[..])</code> remembers its number as <code>\1</code>,{' '}
        <code>\2</code>, …; <code>{'{n}'}</code> repeats; <code>(?: … )</code> groups.{' '}
        <Link to="/docs/clex">More about clex</Link>
      </p>
    </details>
  );
}
