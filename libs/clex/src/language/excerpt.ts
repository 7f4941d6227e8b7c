import type { Span } from './ast.js';

/** Longest piece of a source line that is shown, in UTF-16 units. */
const MAX_WIDTH = 100;
/** How much of the line is kept to the left of the span when the line is too long. */
const LEFT_CONTEXT = 40;

/**
 * Where `span` starts (line and column from 1, columns in code points) and its line with carets under the
 * span.
 */
export function renderExcerpt(source: string, span: Span): { line: number; column: number; excerpt: string } {
  const start = Math.min(Math.max(span.start, 0), source.length);
  const end = Math.min(Math.max(span.end, start), source.length);
  const { line, lineStart, lineEnd } = findLine(source, start);

  let from = lineStart;
  let to = lineEnd;
  if (to - from > MAX_WIDTH) {
    from = Math.max(lineStart, start - LEFT_CONTEXT);
    to = Math.min(lineEnd, from + MAX_WIDTH);
  }
  const head = from > lineStart ? '…' : '';
  const tail = to < lineEnd ? '…' : '';
  const before = head + visible(source.slice(from, start));
  // The rest of a span that goes on in the next line, or past the cut, is not underlined.
  const under = visible(source.slice(start, Math.min(end, to)));
  const after = visible(source.slice(Math.min(end, to), to)) + tail;

  const gutter = `${line} | `;
  const carets = '^'.repeat(Math.max(1, countCodePoints(under)));
  const padding = ' '.repeat(gutter.length - 2) + '| ' + before.replace(/[^\t]/gu, ' ');
  return {
    line,
    column: 1 + countCodePoints(source.slice(lineStart, start)),
    excerpt: `${gutter}${before}${under}${after}\n${padding}${carets}`,
  };
}

/** The line of `offset`, numbered from 1; lines end with LF, CR LF or CR. */
function findLine(source: string, offset: number): { line: number; lineStart: number; lineEnd: number } {
  const lineBreak = /\r\n?|\n/g;
  let line = 1;
  let lineStart = 0;
  for (let match = lineBreak.exec(source); match !== null; match = lineBreak.exec(source)) {
    if (lineBreak.lastIndex > offset) return { line, lineStart, lineEnd: Math.max(match.index, offset) };
    line++;
    lineStart = lineBreak.lastIndex;
  }
  return { line, lineStart, lineEnd: source.length };
}

/** Control characters as their pictures, so that a hostile source cannot steer a terminal; tabs stay. */
function visible(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (control) => {
    const code = control.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
}

function countCodePoints(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}
