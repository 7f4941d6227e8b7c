import type { SubmissionView } from '@app/contracts';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { PastRun } from '../../features/drafts/runDraft.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { VerdictChip } from '../../ui/VerdictChip.js';

const KEPT = 10;
const SHOWN = 60;

/** The runs with one more in front of them, as many as are kept. */
export function withRun(runs: readonly PastRun[], id: string, stdin: string): PastRun[] {
  const input = stdin.trim().replace(/\s+/g, ' ').slice(0, SHOWN);
  return [{ id, input, verdict: null, at: new Date().toISOString() }, ...runs].slice(0, KEPT);
}

/** Keeps how a run ended, once that is known. */
export function useVerdicts(
  runs: readonly PastRun[],
  view: SubmissionView | null,
  onChange: (runs: PastRun[]) => void,
): void {
  useEffect(() => {
    const run = runs.find(({ id }) => id === view?.id);
    const verdict = view && (view.verdict ?? view.status);
    if (!run || !verdict || run.verdict === verdict) return;
    onChange(runs.map((other) => (other === run ? { ...run, verdict } : other)));
  }, [runs, view, onChange]);
}

interface LastRunsProps {
  runs: readonly PastRun[];
  /** Id of the one that is shown; null: none. */
  shown: string | null;
}

/** The last runs of this program, to be looked at again. */
export function LastRuns({ runs, shown }: LastRunsProps) {
  return (
    <section className="card last-runs" aria-labelledby="last-runs-title">
      <h2 id="last-runs-title">The last runs</h2>
      <ol>
        {runs.map(({ id, input, verdict, at }) => (
          <li key={id} data-testid="last-run">
            <Link
              className="row-link"
              to="/run"
              search={{ s: id }}
              resetScroll={false}
              aria-current={id === shown ? 'true' : undefined}
            >
              {input === '' ? 'without input' : <code>{input}</code>}
            </Link>
            {verdict !== null && (
              <VerdictChip verdict={verdict as SubmissionView['verdict']} status="finished" />
            )}
            <span className="muted">
              <RelativeTime at={at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
