import { indentWithTab } from '@codemirror/commands';
import { indentUnit } from '@codemirror/language';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { basicSetup, minimalSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { errorSpanField, setErrorSpan, type ErrorSpan } from './errorSpan.js';
import { loadMode } from './modes.js';
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
}

/** A CodeMirror editor whose text is owned by React. */
export default function CodeEditor(props: CodeEditorProps) {
  const { value, language, variant = 'full', errorSpan = null } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const mode = useRef(new Compartment());
  const attributes = useRef(new Compartment());
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
          variant === 'full' ? basicSetup : [minimalSetup, EditorView.lineWrapping],
          // Escape then Tab leaves the editor (CodeMirror's tab focus mode); the page says so.
          variant === 'full' ? keymap.of([indentWithTab]) : [],
          indentUnit.of('    '),
          EditorState.tabSize.of(4),
          pageTheme,
          errorSpanField,
          mode.current.of([]),
          attributes.current.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [variant]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const content = {
      'aria-label': props.label,
      'aria-invalid': String(props.invalid ?? false),
      ...(props.describedBy && { 'aria-describedby': props.describedBy }),
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

  return <div className="editor-host" ref={host} />;
}
