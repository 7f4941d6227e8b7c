import type { Checker, StressFailure } from '@app/contracts';
import { useState } from 'react';
import { FailureView } from './FailureView.js';
import { executionVerdictText, inputName } from './verdictText.js';

interface FailuresProps {
  failures: readonly StressFailure[];
  checker: Checker['type'];
}

/** The inputs on which the programs differ: a list to pick from when there are several, and the one picked. */
export function Failures({ failures, checker }: FailuresProps) {
  const [picked, setPicked] = useState<number | null>(null);
  const failure = failures.find(({ iteration }) => iteration === picked) ?? failures[0];
  if (!failure) return null;
  return (
    <section className="failures" aria-label="Inputs on which the programs differ">
      {failures.length > 1 && (
        <div className="failure-list" role="group" aria-label="Pick an input">
          {failures.map((one) => (
            <button
              key={one.iteration}
              type="button"
              className="pick"
              aria-pressed={one === failure}
              onClick={() => setPicked(one.iteration)}
            >
              {inputName(one)} <span>{outcomeText(one)}</span>
            </button>
          ))}
        </div>
      )}
      <FailureView failure={failure} checker={checker} key={failure.iteration} />
    </section>
  );
}

function outcomeText({ reference, candidate }: StressFailure): string {
  if (reference.verdict !== 'accepted') return 'Reference failed';
  return executionVerdictText(candidate.verdict);
}
