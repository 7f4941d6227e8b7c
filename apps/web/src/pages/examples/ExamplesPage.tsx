import type { NewSubmission } from '@app/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { programOf } from '../../features/drafts/draft.js';
import { type Described } from '../../features/examples/choice.js';
import { availableExamples } from '../../features/examples/index.js';
import { judgedExamples, type JudgedChoice } from '../../features/examples/judged.js';
import { useServiceInfo } from '../../features/languages/useLanguages.js';
import { validateDraft } from '../../features/stress/validate.js';
import { Skeleton } from '../../ui/states.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { ExampleCard } from './ExampleCard.js';

const route = getRouteApi('/examples');

/** Examples by what they teach. */
export function ExamplesPage() {
  usePageTitle('Examples');
  const { kind = '', language = '' } = route.useSearch();
  const { languages, offered, settings } = useServiceInfo();
  const stressed = useMemo(() => availableExamples(offered ?? []), [offered]);
  const judged = useMemo(() => judgedExamples(offered ?? []), [offered]);
  const names = new Set([...stressed, ...judged].flatMap((example) => example.languages));
  const isIn = (example: Described) => language === '' || example.languages.includes(language);
  const toBreak = kind === 'judge' ? [] : stressed.filter(isIn);
  const toJudge = kind === 'stress' ? [] : judged.filter(isIn);
  return (
    <div className="page">
      <h1 className="page-title">Examples</h1>
      <p className="muted">
        Pairs of programs to break, and one to judge. Opening one leaves your own work where it is.
      </p>
      <form className="filter-bar" role="search" onSubmit={(event) => event.preventDefault()}>
        <Filter name="kind" label="Kind" options={['stress', 'judge']} />
        <Filter name="language" label="Language" options={[...names].sort()} />
      </form>
      {!offered && <Skeleton />}
      {offered && toBreak.length + toJudge.length === 0 && (
        <p className="empty">
          No example is both.{' '}
          <Link to="/examples" search={{}}>
            Show all
          </Link>
        </p>
      )}
      <ul className="cards">
        {toBreak.map((example) => (
          <ExampleCard
            key={example.id}
            example={example}
            request={() => {
              const validated = validateDraft(example.draft, settings, languages);
              return validated.ok ? validated.request : null;
            }}
          >
            <Link className="button" to="/" search={{ example: example.id }}>
              Open
            </Link>
          </ExampleCard>
        ))}
        {toJudge.map((example) => (
          <ExampleCard key={example.id} example={example} request={() => requestOf(example)}>
            <Link className="button" to="/judge" search={{ example: example.id }}>
              Open
            </Link>
          </ExampleCard>
        ))}
      </ul>
    </div>
  );
}

const requestOf = ({ draft: { program, tests, checker } }: JudgedChoice): NewSubmission => ({
  kind: 'judge',
  program: programOf(program),
  tests,
  checker,
});

interface FilterProps {
  name: 'kind' | 'language';
  label: string;
  options: readonly string[];
}

/** What the list is narrowed to, as it stands in the address. */
function Filter({ name, label, options }: FilterProps) {
  const { [name]: value = '', ...others } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <label>
      {label}
      <select
        className="select"
        value={value}
        onChange={({ target }) =>
          void navigate({
            search: target.value === '' ? others : { ...others, [name]: target.value },
            replace: true,
          })
        }
      >
        <option value="">all</option>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}
