import type { ReactNode } from 'react';
import { clipLine } from './clipLine.js';
import { splitInvisible } from '../../ui/invisible.js';
import type { DiffLine, Segment } from './lines.js';

/** How lines are shown. */
export interface LineView {
  showWhitespace: boolean;
  /** Show lines of any length whole. */
  wholeLines: boolean;
}

/**
 * What stands in a line, with marks and with names for what is not seen. Its text content is the text itself.
 */
export function renderLine(line: DiffLine, { showWhitespace, wholeLines }: LineView): ReactNode {
  const clip = wholeLines ? null : clipLine(line.segments);
  const segments = clip ? clip.segments : line.segments;
  return (
    <span
      className={line.differs ? 'line differs' : 'line'}
      data-n={line.number}
      data-eol={line.terminated ? '' : undefined}
    >
      {clip && clip.before > 0 && <Skipped count={clip.before} />}
      {segments.map((segment, i) => renderSegment(segment, i, showWhitespace))}
      {clip && clip.after > 0 && <Skipped count={clip.after} />}
    </span>
  );
}

const Skipped = ({ count }: { count: number }) => (
  <span className="skipped" data-text={`… ${count.toLocaleString('en-US')} more characters …`} />
);

function renderSegment(segment: Segment, key: number, showWhitespace: boolean): ReactNode {
  const content = splitInvisible(segment.text).map((piece, i) =>
    typeof piece === 'string' ? (
      <span key={i}>{showWhitespace ? visibleWhitespace(piece) : piece}</span>
    ) : (
      <span key={i} className="chip" data-name={piece.name}>
        {piece.char}
      </span>
    ),
  );
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
