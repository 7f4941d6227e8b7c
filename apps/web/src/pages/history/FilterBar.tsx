import { useRef } from 'react';
import { useCommands } from '../../ui/commands.js';
import { KIND_VIEWS } from '../../features/results/kinds/index.js';

/** What a list is narrowed to, as it stands in the address. */
export interface Filters {
  kind?: string;
  verdict?: string;
  status?: string;
  language?: string;
  since?: string;
  text?: string;
  owner?: string;
}

interface FilterBarProps {
  filters: Filters;
  languages: readonly { id: string; name: string }[];
  onChange(filters: Filters): void;
  /** For lists of all users' submissions. */
  withOwner?: boolean;
}

const KINDS = Object.keys(KIND_VIEWS);
/** Verdicts by their names and by what judges call them. */
const VERDICTS: readonly (readonly [string, string])[] = [
  ['accepted', 'AC'],
  ['wrong_answer', 'WA'],
  ['time_limit_exceeded', 'TLE'],
  ['memory_limit_exceeded', 'MLE'],
  ['output_limit_exceeded', 'OLE'],
  ['runtime_error', 'RE'],
  ['compile_error', 'CE'],
  ['internal_error', 'IE'],
  ['difference_found', ''],
  ['no_difference', ''],
  ['reference_failed', ''],
  ['generator_failed', ''],
];
const STATUSES = ['queued', 'running', 'finished', 'cancelled'];

/** Narrows a list; what is chosen stands in the address. */
export function FilterBar({ filters, languages, onChange, withOwner = false }: FilterBarProps) {
  const first = useRef<HTMLInputElement>(null);
  useCommands([{ id: 'filter', label: '', run: () => first.current?.focus() }]);
  const set = (name: keyof Filters, value: string) => {
    const { [name]: _old, ...others } = filters;
    onChange(value === '' ? others : { ...others, [name]: value });
  };
  const select = (name: keyof Filters, label: string, options: readonly (readonly [string, string])[]) => (
    <label>
      {label}
      <select
        className="select"
        value={filters[name] ?? ''}
        onChange={(event) => set(name, event.target.value)}
      >
        <option value="">all</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form className="filter-bar" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        {withOwner ? 'Owner' : 'Text'}
        <input
          ref={first}
          className="input"
          type="search"
          key={withOwner ? 'owner' : 'text'}
          defaultValue={filters[withOwner ? 'owner' : 'text'] ?? ''}
          onChange={(event) => set(withOwner ? 'owner' : 'text', event.target.value.trim())}
        />
      </label>
      {select(
        'kind',
        'Kind',
        KINDS.map((kind) => [kind, kind] as const),
      )}
      {select(
        'verdict',
        'Verdict',
        VERDICTS.map(
          ([id, letters]) => [id, `${id.replaceAll('_', ' ')}${letters && ` (${letters})`}`] as const,
        ),
      )}
      {select(
        'status',
        'Status',
        STATUSES.map((status) => [status, status] as const),
      )}
      {select(
        'language',
        'Language',
        languages.map(({ id, name }) => [id, name] as const),
      )}
      {!withOwner && (
        <label>
          Since
          <input
            className="input"
            type="date"
            value={filters.since ?? ''}
            onChange={(event) => set('since', event.target.value)}
          />
        </label>
      )}
    </form>
  );
}
