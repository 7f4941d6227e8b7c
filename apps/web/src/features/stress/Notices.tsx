import type { Problem } from '@app/client';

interface NoticesProps {
  /** Why the service cannot be used as it is. */
  problem: Problem | null;
  /** A stored run stands in the place of the visitor's own programs; this brings them back. */
  onBringBack: (() => void) | null;
  /** What the editors cannot hold of a stored run. */
  leftOut: readonly string[];
}

/** What is to be known before anything on the page is used. */
export function Notices({ problem, onBringBack, leftOut }: NoticesProps) {
  return (
    <>
      {problem && (
        <p className="notice" role="alert" data-testid="service-problem">
          {sentences(problem)} This page asks again every few seconds.
        </p>
      )}
      {onBringBack && (
        <p className="notice">
          You are looking at a stored run. Your own programs are not lost.{' '}
          <button type="button" className="link" onClick={onBringBack}>
            Bring them back
          </button>
        </p>
      )}
      {leftOut.length > 0 && (
        <p className="notice" data-testid="left-out">
          The editors do not hold all of this run. Missing: {leftOut.join(', ')}. A run from here goes
          without.
        </p>
      )}
    </>
  );
}

/** Some details say the title once more, and then the rest. */
function sentences({ title, detail }: Problem): string {
  return detail.startsWith(title) ? detail : `${title}. ${detail}`;
}
