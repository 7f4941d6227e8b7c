import { useMemo, useState } from 'react';
import { diffOutputs } from '../../features/diff/diff.js';
import { OutputPanes } from '../../features/results/Panes.js';
import { usePreferences } from '../../ui/preferences.js';

/** Whether a program printed what was expected of it, line by line. */
export function OutputCheck({ expected, actual }: { expected: string; actual: string }) {
  const diff = useMemo(() => diffOutputs(expected, actual, 'lines'), [expected, actual]);
  const [wholeLines, setWholeLines] = useState(false);
  const { wrap } = usePreferences();
  const fine = diff.differences.length === 0;
  return (
    <section className="failures" aria-label="Compared with the expected output">
      <p className="failure-summary">
        <span className={fine ? 'badge good' : 'badge found'}>
          {fine ? 'As expected' : 'Not as expected'}
        </span>
      </p>
      {!fine && (
        <OutputPanes
          expected={expected}
          actual={actual}
          diff={diff}
          names={{ expected: 'typed', actual: 'program' }}
          showWhitespace={diff.onlyWhitespace}
          wrap={wrap}
          wholeLines={wholeLines}
          onWholeLines={() => setWholeLines(true)}
        />
      )}
    </section>
  );
}
