import type { Problem } from '@app/client';

/** What went wrong with something small, on one line. */
export function ProblemLine({ problem }: { problem: Problem | null }) {
  if (!problem) return null;
  const fields = problem.errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  return (
    <p className="card-error" role="alert">
      {fields || problem.detail || problem.title}
    </p>
  );
}
