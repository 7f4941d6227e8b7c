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
        Values of a line stand with a space between; <code>;</code> ends it. <code>n=</code> gives a number a
        name; <code>{'{n}'}</code> repeats; <code>(?: … )</code> groups.{' '}
        <Link to="/docs/clex">More about clex</Link>
      </p>
    </details>
  );
}
