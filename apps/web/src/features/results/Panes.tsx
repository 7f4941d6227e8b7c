import { useMemo, useRef, useState, type ReactNode, type Ref } from 'react';
import type { Diff } from '../diff/diff.js';
import { formatBytes, plural } from '../../ui/format.js';
import { plainRows, type Rows } from '../diff/lines.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { MAX_LINE_CHARS } from '../diff/clipLine.js';
import { rowOffsetPx, TextPane } from '../diff/TextPane.js';

interface View {
  showWhitespace: boolean;
  wholeLines: boolean;
  onWholeLines(): void;
}

/** The input of a failure. */
export function InputPane({ text, ...view }: View & { text: string }) {
  const rows = useMemo(() => plainRows(text), [text]);
  return (
    <Pane
      {...view}
      kind="input"
      title="Input"
      copyLabel="Copy the input"
      text={text}
      rows={rows}
      label="Failing input"
      testId="failing-input"
    />
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
  const jumps = diff.expected.length > 20 && diff.differences.length > 0;
  return (
    <>
      <Pane
        {...view}
        ref={left}
        onScroll={follow}
        kind="expected"
        title="Expected"
        who="reference"
        copyLabel="Copy the expected output"
        text={expected}
        rows={diff.expected}
        label="Expected output, by the reference"
        testId="expected-output"
      >
        {jumps && <Jumps at={at} count={diff.differences.length} onJump={jump} />}
      </Pane>
      <Pane
        {...view}
        ref={right}
        onScroll={follow}
        kind="actual"
        title="Actual"
        who="candidate"
        copyLabel="Copy the actual output"
        text={actual}
        rows={diff.actual}
        label="Actual output, by the candidate"
        testId="actual-output"
      />
    </>
  );
}

function Jumps({ at, count, onJump }: { at: number; count: number; onJump(step: number): void }) {
  const button = (step: number, label: string, sign: string) => (
    <button type="button" className="button small" onClick={() => onJump(step)} aria-label={label}>
      {sign}
    </button>
  );
  return (
    <span className="jumps">
      {button(-1, 'Previous difference', '↑')}
      <span className="muted">
        {at + 1}/{count}
      </span>
      {button(1, 'Next difference', '↓')}
    </span>
  );
}

interface PaneProps extends View {
  kind: 'input' | 'expected' | 'actual';
  title: string;
  /** Whose output it is. */
  who?: string;
  copyLabel: string;
  text: string;
  rows: Rows;
  label: string;
  testId: string;
  ref?: Ref<HTMLDivElement>;
  onScroll?(pane: HTMLDivElement): void;
  /** Further controls in its head. */
  children?: ReactNode;
}

const NO_ROWS: Rows = { length: 0, lineCount: 0, longest: 0, at: () => null };

function Pane(props: PaneProps) {
  const { kind, title, who, text, rows, showWhitespace, wholeLines } = props;
  const size = useMemo(() => new Blob([text]).size, [text]);
  return (
    <div className={kind === 'input' ? 'pane input-pane' : `pane ${kind}`}>
      <div className="pane-head">
        <h3>{title}</h3>
        {who && <span className="muted">{who}</span>}
        <span className="muted pane-size">
          {size > 2_000 && `${plural(rows.lineCount, 'line')}, ${formatBytes(size)}`}
        </span>
        {rows.longest > MAX_LINE_CHARS && !wholeLines && (
          <button type="button" className="link" onClick={props.onWholeLines}>
            Show all
          </button>
        )}
        {props.children}
        <CopyButton label={props.copyLabel} text={() => text} />
      </div>
      <TextPane
        ref={props.ref ?? null}
        {...(props.onScroll && { onScroll: props.onScroll })}
        {...(kind !== 'input' && { side: kind })}
        rows={text === '' ? NO_ROWS : rows}
        showWhitespace={showWhitespace}
        wholeLines={wholeLines}
        label={props.label}
        testId={props.testId}
      />
    </div>
  );
}
