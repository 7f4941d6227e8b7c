/** Where something begins in which a declaration is none. */
const COMMENT_OR_LITERAL = /\/\*|\/\/|"""|["']/g;
const TYPE =
  /[{}]|\bpublic\s+(?:(?:final|abstract|sealed|non-sealed|strictfp|static)\s+)*(?:class|interface|enum|record|@interface)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gu;

/** `\u000d` and the like come before everything else, comments included (JLS 3.3). */
const UNICODE_ESCAPE = /(?<!\\)((?:\\\\)*)\\u+([0-9a-fA-F]{4})/g;

/**
 * How far the public type is looked for. A source that declares it further down gets a compile error; one of
 * megabytes gets no more of this thread than that.
 */
const LOOKED_AT_CHARS = 1024 * 1024;

/** The name javac wants for a file: that of its public top-level type (JLS 7.6), else `Main.java`. */
export function javaFileName(source: string): string {
  const unescaped = source
    .slice(0, LOOKED_AT_CHARS)
    .replace(
      UNICODE_ESCAPE,
      (_, before: string, code: string) => before + String.fromCharCode(parseInt(code, 16)),
    );
  let depth = 0;
  for (const match of codeOf(unescaped).matchAll(TYPE)) {
    if (match[0] === '{') depth += 1;
    else if (match[0] === '}') depth -= 1;
    else if (depth === 0 && Buffer.byteLength(match[1]!) <= 200) return `${match[1]}.java`;
  }
  return 'Main.java';
}

/**
 * The source with a blank for each comment and literal. Linear and without recursion, whatever the source is.
 */
function codeOf(source: string): string {
  const kept: string[] = [];
  let at = 0;
  for (let start; (start = next(COMMENT_OR_LITERAL, source, at));) {
    kept.push(source.slice(at, start.index));
    at = endOf(start[0], source, start.index + start[0].length);
  }
  return [...kept, source.slice(at)].join(' ');
}

/**
 * Where a comment or a literal ends that is open at this place: at the end of the source when nothing closes
 * it.
 */
function endOf(opened: string, source: string, at: number): number {
  switch (opened) {
    case '/*':
      return after(source, '*/', at);
    case '"""':
      return after(source, '"""', at);
    case '//':
      return next(LINE_END, source, at)?.index ?? source.length;
    default:
      return endOfLiteral(opened, source, at);
  }
}

const LINE_END = /[\n\r]/g;
const LITERAL_MARK = /["'\\\n]/g;

/** A character or a string ends at its quote, and at the end of the line at the latest. */
function endOfLiteral(quote: string, source: string, from: number): number {
  for (let mark, at = from; (mark = next(LITERAL_MARK, source, at));) {
    if (mark[0] === quote) return mark.index + 1;
    if (mark[0] === '\n') return mark.index;
    at = mark.index + (mark[0] === '\\' && source[mark.index + 1] !== '\n' ? 2 : 1);
  }
  return source.length;
}

function after(source: string, end: string, from: number): number {
  const at = source.indexOf(end, from);
  return at < 0 ? source.length : at + end.length;
}

function next(pattern: RegExp, source: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(source);
}
