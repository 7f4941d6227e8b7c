import { lazy, Suspense } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import type { CodeEditorProps } from './CodeEditor.js';
import { PlainEditor } from './PlainEditor.js';

const CodeEditor = lazy(() => import('./CodeEditor.js'));

/** The editor; until its code has arrived, the text itself, and a plain one when the code cannot be had. */
export function LazyEditor(props: CodeEditorProps) {
  return (
    <ErrorBoundary fallback={<PlainEditor {...props} />}>
      <Suspense fallback={<pre className="editor-waiting">{props.value}</pre>}>
        <CodeEditor {...props} />
      </Suspense>
    </ErrorBoundary>
  );
}
