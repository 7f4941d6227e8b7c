import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { CopyButton } from '../../ui/CopyButton.js';
import { useCommands } from '../../ui/commands.js';
import { formatBytes, plural } from '../../ui/format.js';
import { AlignedRows } from '../diff/AlignedRows.js';
import { MAX_LINE_CHARS } from '../diff/clipLine.js';
import type { Diff } from '../diff/diff.js';
import { plainRows, type Rows } from '../diff/lines.js';
import type { LineView } from '../diff/renderLine.js';
import { MAX_PLAIN_ROWS, rowOffsetPx, TextPane } from '../diff/TextPane.js';

/** How texts are shown. */
interface PaneView extends LineView {
  wrap: boolean;
  onWholeLines(): void;
}

interface InputPaneProps extends PaneView {
  text: string;
  /** Of the whole input, where more of it is known than `text`. */
  bytes?: number | undefined;
  truncated?: boolean | undefined;
  /** Saves the whole of a cut input. */
  onDownload?: (() => void) | undefined;
  title?: string;
}

/** The input of a failure. */
export function InputPane({ text, bytes, truncated, onDownload, title = 'Input', ...view }: InputPaneProps) {
  const rows = useMemo(() => plainRows(text), [text]);
  return (
    <div className="pane input-pane">
      <PaneHead
        {...view}
        title={title}
        text={text}
        rows={rows}
        bytes={bytes}
        copyLabel={truncated ? 'Copy the beginning of the input' : 'Copy the input'}
      >
        {truncated && <span className="badge warn">only the beginning</span>}
      </PaneHead>
      {truncated && (
        <p className="pane-note">
          The input is longer than what is shown here{bytes === undefined ? '' : ` (${formatBytes(bytes)})`}.{' '}
          {onDownload && (
            <button type="button" className="link" onClick={onDownload}>
              Download the whole input
            </button>
          )}
        </p>
      )}
      <TextPane {...view} rows={text === '' ? NO_ROWS : rows} label="Failing input" testId="failing-input" />
    </div>
  );
}

interface OutputPanesProps extends PaneView {
  expected: string;
  actual: string;
  diff: Diff;
  /** Who gave them, where these are not the reference and the candidate. */
  names?: { expected: string; actual: string };
  /** What they are, where they are not what was expected and what came. */
  titles?: { expected: string; actual: string };
  cut?: { expected: boolean; actual: boolean };
}

const OUTPUTS = {
  expected: 'Expected output, by the reference',
  actual: 'Actual output, by the candidate',
};

/** Both answers; what belongs together stands side by side, and the first difference is in view at once. */
export function OutputPanes({ expected, actual, diff, names, titles, cut, ...view }: OutputPanesProps) {
  const labels = titles ?? OUTPUTS;
  const aligned = view.wrap && diff.expected.length <= MAX_PLAIN_ROWS;
  const grid = useRef<HTMLDivElement>(null);
  const left = useRef<HTMLDivElement>(null);
  const right = useRef<HTMLDivElement>(null);
  const follow = (pane: HTMLDivElement) => {
    const other = pane === left.current ? right.current : left.current;
    if (!other) return;
    if (other.scrollTop !== pane.scrollTop) other.scrollTop = pane.scrollTop;
    if (other.scrollLeft !== pane.scrollLeft) other.scrollLeft = pane.scrollLeft;
  };
  const { differences } = diff;
  const [at, setAt] = useState(0);
  const show = (index: number) => {
    const row = differences[index];
    if (row === undefined) return;
    if (aligned) showRow(grid.current, row);
    else left.current?.scrollTo({ top: rowOffsetPx(Math.max(0, row - 3)) });
  };
  const shown = useRef(show);
  useEffect(() => {
    shown.current = show;
  });
  useEffect(() => {
    setAt(0);
    shown.current(0);
  }, [differences, aligned]);
  const jump = (step: number) => {
    const next = (at + step + differences.length) % differences.length;
    setAt(next);
    show(next);
  };
  const jumps = differences.length > 1 || (differences.length > 0 && diff.expected.length > 20);
  useCommands(
    jumps
      ? [
          { id: 'next', label: 'Next difference', keys: 'n', run: () => jump(1) },
          { id: 'previous', label: 'Previous difference', keys: 'p', run: () => jump(-1) },
        ]
      : [],
  );
  const heads = {
    expected: (
      <PaneHead
        {...view}
        kind="expected"
        title={titles?.expected ?? 'Expected'}
        who={titles ? '' : (names?.expected ?? 'reference')}
        text={expected}
        rows={diff.expected}
        copyLabel={titles ? `Copy: ${titles.expected}` : 'Copy the expected output'}
      >
        {cut?.expected && <span className="badge warn">cut</span>}
        {jumps && <Jumps at={at} count={differences.length} onJump={jump} />}
      </PaneHead>
    ),
    actual: (
      <PaneHead
        {...view}
        kind="actual"
        title={titles?.actual ?? 'Actual'}
        who={titles ? '' : (names?.actual ?? 'candidate')}
        text={actual}
        rows={diff.actual}
        copyLabel={titles ? `Copy: ${titles.actual}` : 'Copy the actual output'}
      >
        {cut?.actual && <span className="badge warn">cut</span>}
      </PaneHead>
    ),
  };
  if (aligned)
    return (
      <div className="outputs">
        <div className="outputs-heads">
          {heads.expected}
          {heads.actual}
        </div>
        <AlignedRows {...view} ref={grid} expected={diff.expected} actual={diff.actual} labels={labels} />
      </div>
    );
  const pane = (name: 'expected' | 'actual') => (
    <div className={`pane ${name}`}>
      {heads[name]}
      <TextPane
        {...view}
        wrap={false}
        ref={name === 'expected' ? left : right}
        onScroll={follow}
        side={name}
        rows={diff[name].lineCount === 0 ? NO_ROWS : diff[name]}
        longest={Math.max(diff.expected.longest, diff.actual.longest)}
        label={labels[name]}
        testId={`${name}-output`}
      />
    </div>
  );
  return (
    <div className="outputs two">
      {pane('expected')}
      {pane('actual')}
    </div>
  );
}

/** Scrolls the grid, and not the page, until a row is in view. */
function showRow(grid: HTMLDivElement | null, row: number): void {
  const element = grid?.querySelector<HTMLElement>(`[data-row="${row}"]`);
  if (!grid || !element) return;
  const top = element.getBoundingClientRect().top - grid.getBoundingClientRect().top + grid.scrollTop;
  grid.scrollTo({ top: Math.max(0, top - 60) });
}

function Jumps({ at, count, onJump }: { at: number; count: number; onJump(step: number): void }) {
  const button = (step: number, label: string, sign: string) => (
    <button type="button" className="button small square" onClick={() => onJump(step)} aria-label={label}>
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

interface PaneHeadProps extends PaneView {
  kind?: 'expected' | 'actual';
  title: string;
  /** Whose output it is. */
  who?: string;
  copyLabel: string;
  text: string;
  rows: Rows;
  bytes?: number | undefined;
  /** Further controls. */
  children?: ReactNode;
}

const NO_ROWS: Rows = { length: 0, lineCount: 0, longest: 0, at: () => null };

function PaneHead({
  kind,
  title,
  who,
  text,
  rows,
  bytes,
  wholeLines,
  onWholeLines,
  ...props
}: PaneHeadProps) {
  const size = useMemo(() => bytes ?? new Blob([text]).size, [text, bytes]);
  return (
    <div className={`pane-head ${kind ?? ''}`}>
      <h3>{title}</h3>
      {who && <span className="muted">{who}</span>}
      <span className="muted pane-size">
        {size > 2_000 && `${plural(rows.lineCount, 'line')}, ${formatBytes(size)}`}
      </span>
      {rows.longest > MAX_LINE_CHARS && !wholeLines && (
        <button type="button" className="link" onClick={onWholeLines}>
          Show all
        </button>
      )}
      {props.children}
      <CopyButton label={props.copyLabel} text={() => text} />
    </div>
  );
}
