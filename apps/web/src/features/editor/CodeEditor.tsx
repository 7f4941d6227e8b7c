import { indentWithTab } from '@codemirror/commands';
import { indentUnit } from '@codemirror/language';
import { Annotation, Compartment, EditorState, StateEffect, Transaction } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { CompilerMark } from './diagnostics.js';
import { EDITOR_HINT_ID } from './EditorHint.js';
import { errorSpanField, setErrorSpan, type ErrorSpan } from './errorSpan.js';
import { loadMode } from './modes.js';
import { setup } from './setup.js';
import { pageTheme } from './theme.js';

/** What every editor of the page takes. */
export interface CodeEditorProps {
  value: string;
  onChange(value: string): void;
  /** Id of the language, for highlighting. */
  language: string;
  /** Accessible name. */
  label: string;
  /** `small`: no line numbers and lines wrap, for short texts. */
  variant?: 'full' | 'small';
  errorSpan?: ErrorSpan;
  invalid?: boolean;
  /** Id of the element that says what is wrong. */
  describedBy?: string | undefined;
  /** What a compiler said about the text as it is. */
  marks?: readonly CompilerMark[] | undefined;
  /** Break long lines. */
  wrap?: boolean;
  readOnly?: boolean;
  /** Puts the cursor there when it changes. */
  goTo?: { line: number } | null;
}

const NO_MARKS: readonly CompilerMark[] = [];
/** On what the page puts in, and the visitor did not type. */
const byPage = Annotation.define<boolean>();

/** A CodeMirror editor whose text is owned by React. */
export default function CodeEditor(props: CodeEditorProps) {
  const { value, language, variant = 'full', errorSpan = null, marks = NO_MARKS } = props;
  const { wrap = false, readOnly = false, goTo = null } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const mode = useRef(new Compartment());
  const attributes = useRef(new Compartment());
  const wrapping = useRef(new Compartment());
  const marked = useRef(false);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          setup(variant),
          // Escape then Tab leaves the editor (CodeMirror's tab focus mode); the page says so.
          variant === 'full' ? keymap.of([indentWithTab]) : [],
          indentUnit.of('    '),
          EditorState.tabSize.of(4),
          pageTheme,
          errorSpanField,
          mode.current.of([]),
          attributes.current.of([]),
          wrapping.current.of([]),
          readOnly ? [EditorState.readOnly.of(true), EditorView.editable.of(true)] : [],
          EditorView.updateListener.of((update) => {
            // What the page put in it knows, and its answer would be that of a moment ago.
            const typed = update.transactions.some((one) => one.docChanged && !one.annotation(byPage));
            if (typed) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    const begin = () => void startEditing(editor, latest.current.language);
    if (!readOnly) editor.dom.addEventListener('focusin', begin, { once: true });
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [variant, readOnly]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    // What the page puts in is nothing that the visitor can take back by Ctrl+Z; it has a way of its own for
    // that.
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      annotations: [Transaction.addToHistory.of(false), byPage.of(true)],
    });
  }, [value]);

  useEffect(() => {
    const content = {
      'aria-label': props.label,
      'aria-invalid': String(props.invalid ?? false),
      'aria-describedby': [props.describedBy, EDITOR_HINT_ID].filter(Boolean).join(' '),
      autocapitalize: 'off',
      spellcheck: 'false',
    };
    view.current?.dispatch({
      effects: attributes.current.reconfigure(EditorView.contentAttributes.of(content)),
    });
  }, [props.label, props.invalid, props.describedBy]);

  useEffect(() => {
    let current = true;
    const apply = (extension: Awaited<ReturnType<typeof loadMode>>) => {
      if (current) view.current?.dispatch({ effects: mode.current.reconfigure(extension ?? []) });
    };
    // A mode that cannot be loaded (offline after a deploy) leaves plain text, which is still an editor.
    loadMode(language).then(apply, () => apply(null));
    return () => {
      current = false;
    };
  }, [language]);

  useEffect(() => {
    view.current?.dispatch({ effects: setErrorSpan.of(errorSpan) });
  }, [errorSpan]);

  useEffect(() => {
    view.current?.dispatch({ effects: wrapping.current.reconfigure(wrap ? EditorView.lineWrapping : []) });
  }, [wrap]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    if (marks.length === 0 && !marked.current) return;
    marked.current = true;
    let current = true;
    void import('./lintMarks.js').then(({ showMarks }) => {
      if (current && view.current) showMarks(view.current, marks);
    }, ignore);
    return () => {
      current = false;
    };
  }, [marks]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || !goTo || goTo.line > editor.state.doc.lines) return;
    const { from } = editor.state.doc.line(goTo.line);
    editor.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    });
    editor.focus();
  }, [goTo]);

  return <div className="editor-host" ref={host} />;
}

/** Search, brackets and completion come with the first visit of the cursor. */
async function startEditing(editor: EditorView, language: string): Promise<void> {
  try {
    const { editing } = await import('./editing.js');
    editor.dispatch({ effects: StateEffect.appendConfig.of(editing(language)) });
  } catch {
    // Code that cannot be loaded leaves a plainer editor.
  }
}

const ignore = (): void => {};
