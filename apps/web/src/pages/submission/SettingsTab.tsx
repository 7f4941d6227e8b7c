import type { SubmissionView } from '@app/contracts';

/** Everything that was asked for beside programs and texts. */
export function settingsOf({ request }: Pick<SubmissionView, 'request'>): [string, string][] {
  const { limits, checker, ...others } = request as unknown as Record<string, unknown>;
  const rows: [string, string][] = [];
  for (const [name, value] of Object.entries(others))
    if (['string', 'number', 'boolean'].includes(typeof value) && name !== 'stdin')
      rows.push([name, String(value)]);
  const { type, ...details } = (checker ?? {}) as Record<string, unknown>;
  if (type) rows.push(['checker', [String(type), ...numbersOf(details)].join(' ')]);
  for (const [name, value] of Object.entries((limits ?? {}) as Record<string, unknown>))
    rows.push([name, String(value)]);
  return rows;
}

const numbersOf = (details: Record<string, unknown>): string[] =>
  Object.entries(details)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'boolean')
    .map(([name, value]) => `${name} ${String(value)}`);

/** The settings of a submission. */
export function SettingsTab({ view }: { view: SubmissionView }) {
  return (
    <section className="card scroll" aria-label="Settings">
      <table className="table">
        <tbody>
          {settingsOf(view).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
