import type { LanguageView, RunResult } from '@app/contracts';
import { Link } from '@tanstack/react-router';
import { formatBytes, formatDuration } from '../../ui/format.js';
import { Table } from '../../ui/Table.js';
import { VerdictChip } from '../../ui/VerdictChip.js';
import { findLanguage } from '../../features/languages/findLanguage.js';
import { nameOfLanguage } from '../../features/languages/LanguageSelect.js';
import type { LiveState } from '../../features/live/live.js';
import { useLiveSubmission } from '../../features/live/useLiveSubmission.js';

interface UnderFieldProps {
  /** What the program is in itself. */
  language: string;
  languages: readonly LanguageView[];
  picked: readonly string[];
  onChange(picked: string[]): void;
}

/** In which other languages or versions the same source is run as well. */
export function UnderField({ language, languages, picked, onChange }: UnderFieldProps) {
  const own = findLanguage(languages, language);
  const count = picked.filter((id) => id !== own?.id).length;
  const kin = (id: string) => kindOf(id) === kindOf(own?.id ?? language);
  const others = languages.filter(({ id }) => id !== own?.id);
  // Its other versions are what most come for.
  const sorted = [...others.filter(({ id }) => kin(id)), ...others.filter(({ id }) => !kin(id))];
  return (
    <details className="program-options" data-testid="run-under">
      <summary>
        Run under other languages or versions too
        {count > 0 && <span className="tag">{count}</span>}
      </summary>
      <p className="muted under-note">Options that another compiler does not take are left out there.</p>
      <ul className="under-list">
        {sorted.map(({ id, name, version }) => (
          <li key={id}>
            <label className="check">
              <input
                type="checkbox"
                checked={picked.includes(id)}
                // More would wait for each other, each with a connection of its own.
                disabled={!picked.includes(id) && count >= MOST}
                onChange={(event) =>
                  onChange(event.target.checked ? [...picked, id] : picked.filter((other) => other !== id))
                }
              />
              {nameOfLanguage(name, version)}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}

const MOST = 6;
const kindOf = (id: string): string => id.replace(/-.*$/, '');

interface UnderTableProps {
  /** The run that the page is about. */
  state: LiveState;
  /** The same source elsewhere: ids of submissions. */
  ids: readonly string[];
  languages: readonly LanguageView[];
}

/** What the same source came to in each language, side by side. */
export function UnderTable({ state, ids, languages }: UnderTableProps) {
  const own = runOf(state);
  return (
    <section className="card" aria-label="The same source in each language">
      <div className="scroll" tabIndex={0}>
        <Table
          caption="The same source in each language"
          heads={['Language', 'Verdict', { name: 'CPU', number: true }, 'Memory', 'Output']}
        >
          <Row state={state} languages={languages} />
          {ids.map((id) => (
            <LiveRow key={id} id={id} languages={languages} than={own?.execution?.stdout} />
          ))}
        </Table>
      </div>
    </section>
  );
}

interface RowProps {
  state: LiveState;
  languages: readonly LanguageView[];
  /** What the program printed in its own language; undefined: not known, or this is that. */
  than?: string | undefined;
  /** Absent for the run that the page is about: it has its own button, and no link to itself. */
  onCancel?(): void;
}

function LiveRow({ id, ...props }: { id: string } & Omit<RowProps, 'state' | 'onCancel'>) {
  const { state, cancel } = useLiveSubmission(id);
  return <Row {...props} state={state} onCancel={() => void cancel()} />;
}

function Row({ state, languages, than, onCancel }: RowProps) {
  const run = runOf(state);
  if (!run)
    return (
      <tr>
        <td colSpan={5}>{state.phase === 'rejected' ? state.problem.title : '…'}</td>
      </tr>
    );
  const { view, execution } = run;
  const language = findLanguage(languages, run.language);
  const name = language ? nameOfLanguage(language.name, language.version) : run.language;
  const differs = execution && than !== undefined && execution.stdout !== than;
  return (
    <tr data-testid="under">
      <th scope="row">
        {onCancel ? (
          <Link className="row-link" to="/s/$id" params={{ id: view.id }}>
            {name}
          </Link>
        ) : (
          name
        )}
      </th>
      <td>
        <VerdictChip verdict={view.verdict} status={state.phase === 'active' ? state.status : view.status} />{' '}
        {state.phase === 'active' && onCancel && (
          <button type="button" className="link" onClick={onCancel}>
            Cancel
          </button>
        )}
      </td>
      <td className="number">{execution && formatDuration(execution.cpuTimeMs)}</td>
      <td>{execution && formatBytes(execution.memoryBytes)}</td>
      <td>
        {differs && <span className="badge found">differs</span>}{' '}
        <code>{execution && peekAt(execution.stdout)}</code>
      </td>
    </tr>
  );
}

/** What is known of a run; null: nothing yet. */
function runOf(state: LiveState) {
  const view = state.phase === 'final' || state.phase === 'active' ? state.view : null;
  if (view?.request.kind !== 'run') return null;
  const { execution } = (view.result ?? {}) as Partial<RunResult>;
  return { view, language: view.request.program.language, execution };
}

const SHOWN = 40;
/** Its first line, as far as a row has room: the whole stands on the page of the submission. */
function peekAt(text: string): string {
  const [line = ''] = text.split('\n', 1);
  return line.length > SHOWN || text.trimEnd().includes('\n') ? `${line.slice(0, SHOWN)} …` : line;
}
