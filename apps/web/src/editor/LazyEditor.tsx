import { lazy, Suspense } from 'react';
import type { CodeEditorProps } from './CodeEditor.js';

const CodeEditor = lazy(() => import('./CodeEditor.js'));

/** The editor; until its code has arrived, the text itself. */
export function LazyEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<pre className="editor-waiting">{props.value}</pre>}>
      <CodeEditor {...props} />
    </Suspense>
  );
}
