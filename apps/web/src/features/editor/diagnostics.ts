/** What a compiler said about one place of a source. Lines and columns count from one. */
export interface CompilerMark {
  line: number;
  column: number | null;
  severity: 'error' | 'warning';
  message: string;
}

const GCC = /^(?:[^\s:][^:\n]*):(\d+)(?::(\d+))?:\s*(?:(fatal error|error|warning|note)\b:?)?\s*(.*)$/;
const PYTHON = /^\s*File ".*", line (\d+)/;
const RUST = /^\s*-->\s*[^:]+:(\d+):(\d+)/;
const MAX_MARKS = 200;

/**
 * Places that a compiler complains of, as far as its words are understood (gcc, clang, javac, rustc, go,
 * Python ...).
 */
export function compilerMarks(output: string): CompilerMark[] {
  // Colours say nothing about places.

  const lines = output.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '').split('\n');
  const marks: CompilerMark[] = [];
  lines.forEach((text, index) => {
    if (marks.length >= MAX_MARKS) return;
    const mark = gccMark(text) ?? pythonMark(text, lines, index) ?? rustMark(text, lines, index);
    if (mark) marks.push(mark);
  });
  return marks;
}

function gccMark(text: string): CompilerMark | null {
  const [, line, column, severity, message] = GCC.exec(text) ?? [];
  if (line === undefined || severity === 'note' || !message) return null;
  return {
    line: Number(line),
    column: column === undefined ? null : Number(column),
    severity: severity === 'warning' ? 'warning' : 'error',
    message,
  };
}

function pythonMark(text: string, lines: readonly string[], index: number): CompilerMark | null {
  const line = PYTHON.exec(text)?.[1];
  if (line === undefined) return null;
  const message = lines.slice(index + 1).find((after) => /^\w*(Error|Exception)\b/.test(after)) ?? 'error';
  return { line: Number(line), column: null, severity: 'error', message };
}

function rustMark(text: string, lines: readonly string[], index: number): CompilerMark | null {
  const [, line, column] = RUST.exec(text) ?? [];
  if (line === undefined) return null;
  const head = lines[index - 1] ?? '';
  return {
    line: Number(line),
    column: Number(column),
    severity: head.startsWith('warning') ? 'warning' : 'error',
    message: head.replace(/^\w+(\[\w+\])?:\s*/, '') || 'error',
  };
}
