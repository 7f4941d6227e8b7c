import type { NewSubmission } from '@app/client';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { Described } from '../../features/examples/choice.js';
import { useJob } from '../../features/live/useJob.js';
import { titleOf } from '../../features/results/spokenState.js';
import { ProblemLine } from '../../ui/ProblemLine.js';

interface ExampleCardProps {
  example: Described;
  /** What running it hands in; null: it cannot be run. */
  request(): NewSubmission | null;
  /** What leads to the page where it can be changed. */
  children: ReactNode;
}

/** One after another: with the first, a new browser gets the cookie by which the others are its own as well. */
let lastSent: Promise<void> = Promise.resolve();

/** One example: what it teaches, and what comes of it, without leaving the list. */
export function ExampleCard({ example, request, children }: ExampleCardProps) {
  const [id, setId] = useState<string | null>(null);
  const { state, busy, start } = useJob(id);
  const run = () => {
    const wanted = busy ? null : request();
    if (wanted) lastSent = lastSent.then(() => start(wanted)).then(setId);
  };
  const { title, about, teaches, languages } = example;
  return (
    <li className="card example" data-testid="example">
      <h2>{title}</h2>
      <p>{about}</p>
      <p>
        <span className="tag">{teaches}</span> <span className="tag">{languages.join(', ')}</span>
      </p>
      <p className="example-acts">
        {children}
        <button type="button" className="button" aria-disabled={busy} onClick={run}>
          Run now<span className="visually-hidden">: {title}</span>
        </button>
        <span role="status">
          {state.phase === 'final' ? (
            <Link className="row-link" to="/s/$id" params={{ id: state.view.id }}>
              {titleOf(state)}
            </Link>
          ) : state.phase === 'rejected' ? null : (
            titleOf(state)
          )}
        </span>
      </p>
      <ProblemLine problem={state.phase === 'rejected' ? state.problem : null} />
    </li>
  );
}
