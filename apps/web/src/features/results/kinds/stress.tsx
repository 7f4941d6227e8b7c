import { lazy, Suspense } from 'react';
import { checkerOf } from '../../live/live.js';
import type { StressView } from '../expected-fields.js';
import { Failures } from '../Failures.js';
import { failuresOf, runFacts, stressResultOf, verdictText } from '../verdictText.js';
import type { KindView, ResultProps } from './kind-view.js';

const GrowthChart = lazy(async () => ({ default: (await import('../GrowthChart.js')).GrowthChart }));

function StressResult({ state, ...actions }: ResultProps) {
  const { view } = state;
  const failures = failuresOf(state);
  const result = stressResultOf(view) as StressView | null;
  return (
    <>
      {result?.disagreements && <Disagreements matrix={result.disagreements} />}
      {failures.length > 0 && (
        <Failures
          {...actions}
          failures={failures}
          checker={checkerOf(view.request)}
          submissionId={view.id}
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

/** A stress job. */
export const stress: KindView = { name: 'Stress', verdictText, facts: runFacts, Result: StressResult };
