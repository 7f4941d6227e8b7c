import { useMemo, type Ref } from 'react';
import type { Rows } from './lines.js';
import { renderLine, type LineView } from './renderLine.js';

interface AlignedRowsProps extends LineView {
  expected: Rows;
  actual: Rows;
  labels: { expected: string; actual: string };
  ref?: Ref<HTMLDivElement>;
}

/**
 * Both answers in one grid, so that lines that belong together stand beside each other however long they are.
 * Each side is one element still (a subgrid), to be read and copied by itself.
 */
export function AlignedRows({ expected, actual, labels, ref, showWhitespace, wholeLines }: AlignedRowsProps) {
  const { length } = expected;
  const side = (rows: Rows) =>
    Array.from({ length }, (_, row) => {
      const line = rows.at(row);
      return (
        <span key={row} className="row" data-row={row}>
          {line ? renderLine(line, { showWhitespace, wholeLines }) : <span className="line absent" />}
        </span>
      );
    });
  const left = useMemo(() => side(expected), [expected, showWhitespace, wholeLines]);
  const right = useMemo(() => side(actual), [actual, showWhitespace, wholeLines]);
  const classes = [
    'pane-text',
    'aligned-side',
    showWhitespace ? 'show-ws' : '',
    length > 1 ? 'numbered' : '',
  ];
  const one = (name: 'expected' | 'actual', label: string, rows: Rows, shown: React.ReactNode) => (
    <pre
      className={[...classes, name].join(' ')}
      data-testid={`${name}-output`}
      data-side={name}
      aria-label={label}
      style={{ gridRow: `1 / span ${Math.max(1, length)}` }}
    >
      {rows.lineCount === 0 && length <= 1 ? <span className="nothing">nothing</span> : shown}
    </pre>
  );
  return (
    <div className="aligned pane-scroll" ref={ref} tabIndex={0} role="region" aria-label="Both, line by line">
      {one('expected', labels.expected, expected, left)}
      {one('actual', labels.actual, actual, right)}
    </div>
  );
}
