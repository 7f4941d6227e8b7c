import { useMemo, useState, type ReactNode, type Ref } from 'react';
import type { DiffLine, Rows, Segment } from './lines.js';
import { clipLine } from './clipLine.js';

const ROW_PX = 20;
/** Above this many rows only those in view are in the page, at a fixed height and without wrapping. */
const MAX_PLAIN_ROWS = 400;
const OVERSCAN_ROWS = 40;

interface TextPaneProps {
  rows: Rows;
  showWhitespace: boolean;
  /** Show lines of any length whole. */
  wholeLines: boolean;
  label: string;
  testId: string;
  side?: 'expected' | 'actual';
  ref?: Ref<HTMLDivElement>;
  onScroll?(pane: HTMLDivElement): void;
}

/** Lines of text with marks. Its text content is the text itself: numbers and signs for white space are CSS. */
export function TextPane(props: TextPaneProps) {
  const { rows, showWhitespace, wholeLines, side } = props;
  const { length } = rows;
  const windowed = length > MAX_PLAIN_ROWS;
  const [top, setTop] = useState(0);
  const [first, last] = windowed ? rowsInView(top, length) : [0, length];
  const style = windowed
    ? {
        paddingTop: first * ROW_PX,
        paddingBottom: (length - last) * ROW_PX,
        height: length * ROW_PX,
      }
    : undefined;
  const classes = ['pane-text', windowed ? 'windowed' : 'wrapping', showWhitespace ? 'show-ws' : ''];
  if (length > 1) classes.push('numbered');
  const shown = useMemo(
    () =>
      Array.from({ length: last - first }, (_, i) =>
        renderLine(rows.at(first + i), first + i, wholeLines, showWhitespace),
      ),
    [rows, first, last, wholeLines, showWhitespace],
  );
  return (
    <div
      className="pane-scroll"
      ref={props.ref ?? null}
      tabIndex={0}
      role="region"
      aria-label={props.label}
      onScroll={(event) => {
        if (windowed) setTop(event.currentTarget.scrollTop);
        props.onScroll?.(event.currentTarget);
      }}
    >
      <pre className={classes.join(' ')} data-testid={props.testId} data-side={side} style={style}>
        {length === 0 ? <span className="nothing">nothing</span> : shown}
      </pre>
    </div>
  );
}

/** How far below its top a pane shows a row, in one that has too many rows to wrap. */
export const rowOffsetPx = (row: number): number => row * ROW_PX;

/** Rounded to blocks, so that most scroll events change nothing. */
function rowsInView(scrollTop: number, count: number): [number, number] {
  const at = Math.floor(scrollTop / ROW_PX / 20) * 20;
  return [Math.max(0, at - OVERSCAN_ROWS), Math.min(count, at + OVERSCAN_ROWS * 2)];
}

function renderLine(
  line: DiffLine | null,
  index: number,
  whole: boolean,
  showWhitespace: boolean,
): ReactNode {
  if (!line) return <span key={index} className="line absent" />;
  const clip = whole ? null : clipLine(line.segments);
  const segments = clip ? clip.segments : line.segments;
  return (
    <span key={index}>
      <span
        className={line.differs ? 'line differs' : 'line'}
        data-n={line.number}
        data-eol={line.terminated ? '' : undefined}
      >
        {clip && clip.before > 0 && <Skipped count={clip.before} />}
        {segments.map((segment, i) => renderSegment(segment, i, showWhitespace))}
        {clip && clip.after > 0 && <Skipped count={clip.after} />}
      </span>
      {line.terminated && '\n'}
    </span>
  );
}

const Skipped = ({ count }: { count: number }) => (
  <span className="skipped" data-text={`… ${count.toLocaleString('en-US')} more characters …`} />
);

function renderSegment(segment: Segment, key: number, showWhitespace: boolean): ReactNode {
  const content = showWhitespace ? visibleWhitespace(segment.text) : segment.text;
  return segment.marked ? <mark key={key}>{content}</mark> : <span key={key}>{content}</span>;
}

/** Wraps white space so that CSS can draw it; the characters stay what they are. */
function visibleWhitespace(text: string): ReactNode[] {
  return (text.match(/ +|\t|\r|[^ \t\r]+/g) ?? []).map((piece, i) => {
    const name = piece[0] === ' ' ? 'space' : piece === '\t' ? 'tab' : piece === '\r' ? 'cr' : null;
    return name ? (
      <span key={i} className={`ws ws-${name}`}>
        {piece}
      </span>
    ) : (
      piece
    );
  });
}
