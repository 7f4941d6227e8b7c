import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JudgeDraft } from '../../features/drafts/judgeDraft.js';
import { suitesQuery } from '../../features/suites/queries.js';
import { plural } from '../../ui/format.js';
import { problemFrom } from '../../ui/states.js';
import { TestsPanel } from './TestsPanel.js';

interface TestsSourceProps {
  draft: JudgeDraft;
  error: string | undefined;
  onChange(part: Partial<JudgeDraft>): void;
}

/** What the program is judged by: tests that are typed or dropped here, or a suite. */
export function TestsSource({ draft, error, onChange }: TestsSourceProps) {
  const bySuite = draft.suiteId !== null;
  return (
    <>
      <div className="segments source-choice" role="group" aria-label="Where the tests come from">
        <button
          type="button"
          className="segment"
          aria-pressed={!bySuite}
          onClick={() => onChange({ suiteId: null })}
        >
          My tests
        </button>
        <button
          type="button"
          className="segment"
          aria-pressed={bySuite}
          onClick={() => onChange({ suiteId: draft.suiteId ?? '' })}
        >
          A suite
        </button>
      </div>
      {bySuite ? (
        <SuiteChoice id={draft.suiteId ?? ''} error={error} onPick={(suiteId) => onChange({ suiteId })} />
      ) : (
        <TestsPanel tests={draft.tests} error={error} onChange={(tests) => onChange({ tests })} />
      )}
    </>
  );
}

interface SuiteChoiceProps {
  id: string;
  error: string | undefined;
  onPick(id: string): void;
}

function SuiteChoice({ id, error, onPick }: SuiteChoiceProps) {
  const suites = useQuery(suitesQuery);
  const known = suites.data?.find((suite) => suite.id === id);
  return (
    <section className="card tests-card" id="pane-inputs" aria-labelledby="suite-title">
      <div className="card-head plain">
        <h2 id="suite-title">Suite</h2>
        <p className="card-about">
          {known
            ? `${plural(known.tests, 'test')}, version ${known.version}`
            : 'its tests, groups and limits'}
        </p>
        <span className="head-end">
          <Link className="button small" to="/suites">
            All suites
          </Link>
        </span>
      </div>
      <div className="suite-choice">
        <select
          className="select"
          aria-label="Suite"
          aria-invalid={error !== undefined}
          aria-describedby={error ? 'suite-error' : undefined}
          data-testid="suite-select"
          value={id}
          onChange={(event) => onPick(event.target.value)}
        >
          <option value="">Choose a suite</option>
          {id !== '' && !known && <option value={id}>{id}</option>}
          {suites.data?.map((suite) => (
            <option key={suite.id} value={suite.id}>
              {suite.name} ({plural(suite.tests, 'test')})
            </option>
          ))}
        </select>
        {id !== '' && (
          <Link to="/suites/$id" params={{ id }}>
            Look at it
          </Link>
        )}
      </div>
      {suites.error && <p className="card-error">{problemFrom(suites.error).title}</p>}
      {error && (
        <p className="card-error" id="suite-error" role="alert">
          {error}
        </p>
      )}
    </section>
  );
}
