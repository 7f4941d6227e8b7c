import { problemOf, type Problem } from '@app/client';
import { useEffect, useState, type ReactNode } from 'react';
import { AlertIcon } from './icons.js';

const SKELETON_MS = 200;

/** The shape of what is awaited, after a moment: what comes at once needs none. */
export function Skeleton({ rows = 4 }: { rows?: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton" aria-busy="true">
      <span className="visually-hidden">Loading</span>
      {shown && Array.from({ length: rows }, (_, index) => <span key={index} className="skeleton-row" />)}
    </div>
  );
}

/** Nothing here, and what to do about it. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {action}
    </div>
  );
}

interface ProblemViewProps {
  problem: Problem;
  onRetry?(): void;
  loginHref?: string | null;
  children?: ReactNode;
}

/** What went wrong, where, and what can be done. */
export function ProblemView({ problem, onRetry, loginHref, children }: ProblemViewProps) {
  return (
    <div className="banner bad" role="alert" data-testid="problem">
      <span className="banner-icon">
        <AlertIcon />
      </span>
      <div className="banner-text">
        <h2>{problem.title}</h2>
        {problem.detail !== '' && problem.errors.length === 0 && <p>{problem.detail}</p>}
        {problem.errors.length > 0 && (
          <ul>
            {problem.errors.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                {field !== '' && <code>{field}</code>} {message}
              </li>
            ))}
          </ul>
        )}
        {children}
        {problem.requestId !== '' && <p className="muted">Request {problem.requestId}</p>}
        <p className="banner-ways">
          {onRetry && (
            <button type="button" className="button small" onClick={onRetry}>
              Try again
            </button>
          )}
          {loginHref && (
            <a className="button small" href={loginHref}>
              Log in
            </a>
          )}
        </p>
      </div>
    </div>
  );
}

/** An error of a query in words. */
export const problemFrom = (error: unknown): Problem => problemOf(error);
