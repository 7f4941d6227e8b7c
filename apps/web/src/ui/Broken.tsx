import type { FallbackProps } from 'react-error-boundary';
import { AlertIcon } from './icons.js';

/**
 * What stands in the place of a page that failed. What the visitor typed is stored and comes back with a
 * reload.
 */
export function Broken({ error }: FallbackProps) {
  const showsResult = location.hash !== '';
  return (
    <main className="page broken">
      <div className="banner bad" role="alert" data-testid="broken">
        <span className="banner-icon">
          <AlertIcon />
        </span>
        <div className="banner-text">
          <h1>This page stopped working</h1>
          <p>The fault is not yours, and what you typed is kept.</p>
          <p className="muted">{error instanceof Error ? error.message : String(error)}</p>
          <p className="broken-ways">
            <button type="button" className="button" onClick={() => location.reload()}>
              Reload the page
            </button>
            {showsResult && (
              <button type="button" className="button" onClick={() => location.assign('/')}>
                Open it without this result
              </button>
            )}
          </p>
        </div>
      </div>
    </main>
  );
}
