import { lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { StateEffect, type Text } from '@codemirror/state';
import { keymap, type EditorView } from '@codemirror/view';
import type { CompilerMark } from './diagnostics.js';

const withKeys = new WeakSet<EditorView>();

/** Marks what a compiler said; F8 goes from mark to mark. */
export function showMarks(editor: EditorView, marks: readonly CompilerMark[]): void {
  const { doc } = editor.state;
  editor.dispatch(
    setDiagnostics(
      editor.state,
      marks.flatMap((mark) => diagnosticOf(mark, doc)),
    ),
  );
  if (withKeys.has(editor)) return;
  withKeys.add(editor);
  editor.dispatch({ effects: StateEffect.appendConfig.of(keymap.of(lintKeymap)) });
}

/** The place of a mark in the text; none when the text has no such line. */
function diagnosticOf({ line, column, severity, message }: CompilerMark, doc: Text): Diagnostic[] {
  if (line < 1 || line > doc.lines) return [];
  const { from, to } = doc.line(line);
  const start = column === null ? from : Math.min(to, from + column - 1);
  const word = /^\w+/.exec(doc.sliceString(start, to))?.[0].length ?? 1;
  return [{ from: start, to: column === null ? to : Math.min(to, start + word), severity, message }];
}
