import { useMemo, useRef, useState } from 'react';
import { splitLines, type Diff, type DiffLine } from '../stress/diff.js';
import { formatBytes, plural } from '../stress/format.js';
import { CopyButton } from '../ui/CopyButton.js';
import { clipLine } from '../ui/clipLine.js';
import { rowOffsetPx, TextPane } from '../ui/TextPane.js';

interface View {
  showWhitespace: boolean;
  wholeLines: boolean;
  onWholeLines(): void;
}

export function InputPane({ text, ...view }: View & { text: string }) {
  const lines = useMemo<DiffLine[]>(
    () =>
      splitLines(text).map((line, i) => ({
        number: i + 1,
        segments: [{ text: line.text, marked: false }],
        terminated: line.terminated,
        differs: false,
      })),
    [text],
  );
  return (
    <div className="pane input-pane">
      <PaneHead title="Input" text={text} lines={lines} view={view} />
      <TextPane {...view} lines={lines} label="Failing input" testId="failing-input" />
    </div>
  );
}

interface OutputPanesProps extends View {
  expected: string;
  actual: string;
  diff: Diff;
}

/** Both answers; scrolling one scrolls the other. */
export function OutputPanes({ expected, actual, diff, ...view }: OutputPanesProps) {
  const left = useRef<HTMLDivElement>(null);
  const right = useRef<HTMLDivElement>(null);
  const expectedLines = useMemo(() => diff.rows.map((row) => row.expected), [diff]);
  const actualLines = useMemo(() => diff.rows.map((row) => row.actual), [diff]);
  const follow = (pane: HTMLDivElement) => {
    const other = pane === left.current ? right.current : left.current;
    if (other && other.scrollTop !== pane.scrollTop) other.scrollTop = pane.scrollTop;
  };
  const [at, setAt] = useState(0);
  const jump = (step: number) => {
    const next = (at + step + diff.differences.length) % diff.differences.length;
    setAt(next);
    left.current?.scrollTo({ top: rowOffsetPx(Math.max(0, diff.differences[next]! - 3)) });
  };
  const jumps = diff.rows.length > 20 && diff.differences.length > 0;
  return (
    <>
      <div className="pane expected">
        <PaneHead title="Expected" who="reference" text={expected} lines={expectedLines} view={view}>
          {jumps && <Jumps at={at} count={diff.differences.length} onJump={jump} />}
        </PaneHead>
        <TextPane
          {...view}
          ref={left}
          onScroll={follow}
          side="expected"
          lines={expected === '' ? [] : expectedLines}
          label="Expected output, by the reference"
          testId="expected-output"
        />
      </div>
      <div className="pane actual">
        <PaneHead title="Actual" who="candidate" text={actual} lines={actualLines} view={view} />
        <TextPane
          {...view}
          ref={right}
          onScroll={follow}
          side="actual"
          lines={actual === '' ? [] : actualLines}
          label="Actual output, by the candidate"
          testId="actual-output"
        />
      </div>
    </>
  );
}

function Jumps({ at, count, onJump }: { at: number; count: number; onJump(step: number): void }) {
  return (
    <span className="jumps">
      <button
        type="button"
        className="button small"
        onClick={() => onJump(-1)}
        aria-label="Previous difference"
      >
        ↑
      </button>
      <span className="muted">
        {at + 1}/{count}
      </span>
      <button type="button" className="button small" onClick={() => onJump(1)} aria-label="Next difference">
        ↓
      </button>
    </span>
  );
}

interface PaneHeadProps {
  title: string;
  who?: string;
  text: string;
  lines: readonly (DiffLine | null)[];
  view: View;
  children?: React.ReactNode;
}

function PaneHead({ title, who, text, lines, view, children }: PaneHeadProps) {
  const clipped = useMemo(() => lines.some((line) => line && clipLine(line.segments) !== null), [lines]);
  const size = useMemo(() => new Blob([text]).size, [text]);
  return (
    <div className="pane-head">
      <h3>{title}</h3>
      {who && <span className="muted">{who}</span>}
      <span className="muted pane-size">
        {size > 2_000 && `${plural(lines.filter(Boolean).length, 'line')}, ${formatBytes(size)}`}
      </span>
      {clipped && !view.wholeLines && (
        <button type="button" className="link" onClick={view.onWholeLines}>
          Show all
        </button>
      )}
      {children}
      <CopyButton
        label={`Copy the ${title.toLowerCase()}${title === 'Input' ? '' : ' output'}`}
        text={() => text}
      />
    </div>
  );
}
