interface InputListProps {
  inputs: readonly string[];
  onChange(inputs: string[]): void;
  error: string | undefined;
}

/** Inputs that were typed or pasted. */
export function InputList({ inputs, onChange, error }: InputListProps) {
  const set = (index: number, text: string) => onChange(inputs.map((old, i) => (i === index ? text : old)));
  return (
    <div className="input-list">
      {inputs.map((input, index) => (
        <div key={index} className="input-item">
          <textarea
            className="input mono"
            aria-label={`Input ${index + 1}`}
            rows={Math.min(8, Math.max(2, input.split('\n').length))}
            spellCheck={false}
            value={input}
            onChange={(event) => set(index, event.target.value)}
          />
          <button
            type="button"
            className="button small square"
            aria-label={`Remove input ${index + 1}`}
            onClick={() => onChange(inputs.filter((_, i) => i !== index))}
          >
            ×
          </button>
        </div>
      ))}
      <button type="button" className="button small" onClick={() => onChange([...inputs, ''])}>
        Add an input
      </button>
      {error && (
        <p className="card-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
