/** A clex and what it generates. Only what every clex may use; the grammar has more. */
const ROWS: readonly (readonly [string, string])[] = [
  ['N[1,100]', 'a whole number from 1 to 100'],
  ['F[0,1]', 'a decimal number'],
  ['S[3,8,@CH_LOWER@]', 'a word of 3 to 8 small letters'],
  ["S[1,10,'ab']", 'a word made of a and b'],
  ['N[0,9]{5}', 'five digits'],
  ['(N[1,10]) (?:N[0,9]){\\1}', 'a count, then that many digits'],
  ['(N[1,5]) N[\\1,9]', 'the second number is not below the first'],
];

/** The language in one glance; a row is put into the editor by a click. */
export function ClexHelp({ onInsert }: { onInsert(clex: string): void }) {
  return (
    <details className="help">
      <summary>clex in one minute</summary>
      <ul className="help-rows">
        {ROWS.map(([clex, meaning]) => (
          <li key={clex}>
            <button type="button" className="code-button" title="Try it" onClick={() => onInsert(clex)}>
              {clex}
            </button>
            <span>{meaning}</span>
          </li>
        ))}
      </ul>
      <p className="muted">
        Every value is followed by a space. <code>(N[..])</code> remembers its number as <code>\1</code>,{' '}
        <code>\2</code>, …; <code>{'{n}'}</code> repeats; <code>(?: … )</code> groups.
      </p>
    </details>
  );
}
