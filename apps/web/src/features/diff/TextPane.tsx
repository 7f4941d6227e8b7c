import { useMemo, useState, type Ref } from 'react';
import { MAX_LINE_CHARS } from './clipLine.js';
import type { Rows } from './lines.js';
import { renderLine, type LineView } from './renderLine.js';

const ROW_PX = 20;
/** Line numbers and the space around the text. */
const GUTTER_PX = 72;
/** Above this many rows only those in view are in the page, at a fixed height and without wrapping. */
export const MAX_PLAIN_ROWS = 400;
const OVERSCAN_ROWS = 40;

interface TextPaneProps extends LineView {
  rows: Rows;
  /** Break long lines, where there are few enough. */
  wrap: boolean;
  label: string;
  testId: string;
  /**
   * Characters of the longest line here and in the pane beside it, which is as wide then, and scrolls with
   * it.
   */
  longest?: number;
  side?: 'expected' | 'actual';
  ref?: Ref<HTMLDivElement>;
  onScroll?(pane: HTMLDivElement): void;
}

/**
 * Lines of text with marks. Its text content is the text itself: numbers and signs for white space are CSS.
 */
export function TextPane(props: TextPaneProps) {
  const { rows, showWhitespace, wholeLines, side, wrap } = props;
  const { length } = rows;
  const windowed = length > MAX_PLAIN_ROWS || !wrap;
  const [top, setTop] = useState(0);
  const [first, last] = windowed ? rowsInView(top, length) : [0, length];
  const style = windowed
    ? {
        paddingTop: first * ROW_PX,
        paddingBottom: (length - last) * ROW_PX,
        height: length * ROW_PX,
        ...(props.longest && {
          minWidth: `calc(${Math.min(props.longest, MAX_LINE_CHARS)}ch + ${GUTTER_PX}px)`,
        }),
      }
    : undefined;
  const classes = ['pane-text', windowed ? 'windowed' : 'wrapping', showWhitespace ? 'show-ws' : ''];
  if (length > 1) classes.push('numbered');
  const shown = useMemo(
    () =>
      Array.from({ length: last - first }, (_, i) => {
        const line = rows.at(first + i);
        if (!line) return <span key={first + i} className="line absent" />;
        return (
          <span key={first + i}>
            {renderLine(line, { wholeLines, showWhitespace })}
            {line.terminated && '\n'}
          </span>
        );
      }),
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
