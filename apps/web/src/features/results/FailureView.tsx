import type { Checker, StressFailure } from '@app/contracts';
import { useMemo, useState } from 'react';
import { diffOutputs } from '../diff/diff.js';
import { Executions } from './Executions.js';
import { InputPane, OutputPanes } from './Panes.js';

interface FailureViewProps {
  failure: StressFailure;
  checker: Checker['type'];
}

/** One failing input with both answers side by side. */
export function FailureView({ failure, checker }: FailureViewProps) {
  const { input, expectedOutput, actualOutput } = failure;
  const diff = useMemo(
    () => diffOutputs(expectedOutput, actualOutput, checker),
    [expectedOutput, actualOutput, checker],
  );
  const [whitespace, setWhitespace] = useState<boolean | null>(null);
  const [wholeLines, setWholeLines] = useState(false);
  const view = {
    showWhitespace: whitespace ?? diff.onlyWhitespace,
    wholeLines,
    onWholeLines: () => setWholeLines(true),
  };
  return (
    <div className="failure">
      <div className="failure-bar">
        <label className="check">
          <input
            type="checkbox"
            checked={view.showWhitespace}
            onChange={(event) => setWhitespace(event.target.checked)}
          />
          Show white space
        </label>
        {diff.onlyWhitespace && <span className="badge warn">differs only in white space</span>}
      </div>
      <div className="panes">
        <InputPane {...view} text={input} />
        <OutputPanes {...view} expected={expectedOutput} actual={actualOutput} diff={diff} />
      </div>
      <Executions failure={failure} />
    </div>
  );
}
