import { useRef, useState } from 'react';
import { areExample, type TestDraft } from '../../features/drafts/judgeDraft.js';
import { formatBytes, plural } from '../../ui/format.js';
import { problemFrom } from '../../ui/states.js';
import { say } from '../../ui/toasts.js';

interface TestsPanelProps {
  tests: readonly TestDraft[];
  error: string | undefined;
  onChange(tests: TestDraft[]): void;
}

/** Tests: typed, pasted, or dropped as a zip, a folder or files. */
export function TestsPanel({ tests, error, onChange }: TestsPanelProps) {
  const [open, setOpen] = useState<number | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const add = async (dropped: readonly (File | FileSystemEntry)[]) => {
    if (dropped.length === 0) return;
    try {
      // Its code reads zips and is wanted only here.
      const { filesOfEntries, readTests } = await import('./readTests.js');
      const files: File[] = [];
      for (const one of dropped) files.push(...(one instanceof File ? [one] : await filesOfEntries([one])));
      const { tests: read, leftOut } = await readTests(files);
      if (read.length > 0) {
        const before = [...tests];
        // The example's tests make way for the user's own.
        const instead = areExample(tests);
        onChange(instead ? read : [...tests, ...read]);
        say(`${plural(read.length, 'test')} ${instead ? 'in place of the example’s' : 'added'}.`, {
          label: 'Undo',
          run: () => onChange(before),
        });
      }
      if (leftOut.length > 0)
        say(`Not understood: ${leftOut.slice(0, 5).join(', ')}${leftOut.length > 5 ? ' …' : ''}`);
    } catch (reason) {
      say(`Cannot be read: ${problemFrom(reason).detail || String(reason)}`);
    }
  };
  const set = (index: number, change: Partial<TestDraft>) =>
    onChange(tests.map((test, i) => (i === index ? { ...test, ...change } : test)));
  return (
    <section
      className="card tests-card"
      id="pane-inputs"
      aria-labelledby="tests-title"
      onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
      onDrop={(event) => {
        const { files, items } = event.dataTransfer;
        if (files.length === 0) return;
        event.preventDefault();
        // A folder is among the files as one without bytes; entries have to be asked for before the event is
        // over.
        const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
        void add(entries.length === files.length ? entries : [...files]);
      }}
    >
      <div className="card-head plain">
        <h2 id="tests-title">Tests</h2>
        <p className="card-about">drop a zip, a folder or files: 1.in with 1.out</p>
        <span className="head-end">
          <input
            ref={file}
            type="file"
            multiple
            hidden
            data-testid="tests-file"
            onChange={(event) => {
              const { files } = event.target;
              void add([...(files ?? [])]).then(() => {
                if (file.current) file.current.value = '';
              });
            }}
          />
          <button type="button" className="button small" onClick={() => file.current?.click()}>
            Open files
          </button>
          <button
            type="button"
            className="button small"
            onClick={() => {
              onChange([...tests, { name: String(tests.length + 1), input: '', expectedOutput: '' }]);
              setOpen(tests.length);
            }}
          >
            Add a test
          </button>
        </span>
      </div>
      {error && (
        <p className="card-error" role="alert">
          {error}
        </p>
      )}
      {tests.length === 0 && <p className="empty">No tests yet. Drop them here, or add one.</p>}
      <ol className="tests">
        {tests.map((test, index) => (
          <li key={index}>
            <div className="test-line">
              <button
                type="button"
                className="link"
                aria-expanded={open === index}
                onClick={() => setOpen(open === index ? null : index)}
              >
                {test.name || index + 1}
              </button>
              <code className="test-peek">{test.input.split('\n')[0]?.slice(0, 60)}</code>
              <span className="muted">{formatBytes(test.input.length)}</span>
              <button
                type="button"
                className="button small square"
                aria-label={`Remove test ${test.name || index + 1}`}
                onClick={() => onChange(tests.filter((_, i) => i !== index))}
              >
                ×
              </button>
            </div>
            {open === index && (
              <TestEditor test={test} index={index} onChange={(change) => set(index, change)} />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

interface TestEditorProps {
  test: TestDraft;
  index: number;
  onChange(change: Partial<TestDraft>): void;
}

function TestEditor({ test, index, onChange }: TestEditorProps) {
  const area = (label: string, field: 'input' | 'expectedOutput') => (
    <label className="text-area">
      {label}
      <textarea
        className="input mono"
        rows={4}
        spellCheck={false}
        value={test[field]}
        onChange={(event) => onChange({ [field]: event.target.value })}
      />
    </label>
  );
  return (
    <div className="test-editor">
      <label className="text-area">
        Name of test {index + 1}
        <input
          className="input"
          value={test.name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </label>
      {area('Input', 'input')}
      {area('Expected output', 'expectedOutput')}
    </div>
  );
}
