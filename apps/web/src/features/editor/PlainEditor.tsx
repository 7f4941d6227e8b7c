import type { CodeEditorProps } from './CodeEditor.js';

/** An editor without colours, made of nothing that has to be loaded. */
export function PlainEditor({ value, onChange, label, invalid, describedBy, readOnly }: CodeEditorProps) {
  return (
    <div className="editor-host">
      <textarea
        className="editor-plain"
        aria-label={label}
        aria-invalid={invalid ?? false}
        aria-describedby={describedBy}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        rows={2}
        readOnly={readOnly}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
