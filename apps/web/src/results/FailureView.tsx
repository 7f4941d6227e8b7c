import type { Checker, StressFailure } from '@app/contracts';
import { useMemo, useState } from 'react';
import { plural } from '../stress/format.js';
import { diffOutputs } from '../stress/diff.js';
import { Executions } from './Executions.js';
import { InputPane, OutputPanes } from './Panes.js';

interface FailureViewProps {
  failure: StressFailure;
  checker: Checker['type'];
}

/** One failing input with both answers side by side. */
export function FailureView({ failure, checker }: FailureViewProps) {
  const { shrunk } = failure;
  const [small, setSmall] = useState(true);
  const shown = small && shrunk ? shrunk : failure;
  const diff = useMemo(
    () => diffOutputs(shown.expectedOutput, shown.actualOutput, checker),
    [shown, checker],
  );
  const [whitespace, setWhitespace] = useState<boolean | null>(null);
  const showWhitespace = whitespace ?? diff.onlyWhitespace;
  const [wholeLines, setWholeLines] = useState(false);
  return (
    <div className="failure">
      <div className="failure-bar">
        {shrunk && (
          <div className="segmented" role="group" aria-label="Which form of the input">
            <button type="button" aria-pressed={small} onClick={() => setSmall(true)}>
              Shrunk in {plural(shrunk.steps, 'step')}
            </button>
            <button type="button" aria-pressed={!small} onClick={() => setSmall(false)}>
              As found
            </button>
          </div>
        )}
        <label className="check">
          <input
            type="checkbox"
            checked={showWhitespace}
            onChange={(event) => setWhitespace(event.target.checked)}
          />
          Show white space
        </label>
        {diff.onlyWhitespace && <span className="badge warn">differs only in white space</span>}
      </div>
      <div className="panes">
        <InputPane
          text={shown.input}
          showWhitespace={showWhitespace}
          wholeLines={wholeLines}
          onWholeLines={() => setWholeLines(true)}
        />
        <OutputPanes
          key={small ? 'small' : 'found'}
          expected={shown.expectedOutput}
          actual={shown.actualOutput}
          diff={diff}
          showWhitespace={showWhitespace}
          wholeLines={wholeLines}
          onWholeLines={() => setWholeLines(true)}
        />
      </div>
      <Executions failure={failure} ofOriginal={shrunk !== null} />
    </div>
  );
}
