import { lazy, Suspense } from 'react';
import { checkerOf } from '../live/live.js';
import type { StressView } from './expected-fields.js';
import { Failures } from './Failures.js';
import type { ResultProps } from './resultProps.js';
import { failuresOf, stressResultOf } from './verdictText.js';

const GrowthChart = lazy(async () => ({ default: (await import('./GrowthChart.js')).GrowthChart }));

/** The inputs that part the programs, and how much slower one of them is. */
export function StressResult({ state, ...actions }: ResultProps) {
  const { view } = state;
  const failures = failuresOf(state);
  const result = stressResultOf(view) as StressView | null;
  return (
    <>
      {result?.hints?.map((hint) => (
        <p key={hint} className="notice">
          {hint}
        </p>
      ))}
      {result?.disagreements && <Disagreements matrix={result.disagreements} />}
      {failures.length > 0 && (
        <Failures
          {...actions}
          failures={failures}
          checker={checkerOf(view.request)}
          submission={view}
          key={view.id}
        />
      )}
      {result?.slowest && (
        <Suspense>
          <GrowthChart slowest={result.slowest} />
        </Suspense>
      )}
    </>
  );
}

/** How often each candidate disagreed with each other one. */
function Disagreements({ matrix }: { matrix: number[][] }) {
  return (
    <div className="card scroll" tabIndex={0}>
      <table className="table">
        <caption>How often candidates disagreed</caption>
        <thead>
          <tr>
            <th scope="col">Candidate</th>
            {matrix.map((_, index) => (
              <th key={index} scope="col">
                {index + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.map((row, index) => (
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              {row.map((count, other) => (
                <td key={other}>{other === index ? '' : count}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
