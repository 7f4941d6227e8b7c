import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { availableExamples } from '../../features/examples/index.js';
import { useServiceInfo } from '../../features/languages/useLanguages.js';
import { Skeleton } from '../../ui/states.js';
import { usePageTitle } from '../../ui/usePageTitle.js';

/** Examples by what they teach. */
export function ExamplesPage() {
  usePageTitle('Examples');
  const { offered } = useServiceInfo();
  const examples = useMemo(() => availableExamples(offered ?? []), [offered]);
  return (
    <div className="page">
      <h1 className="page-title">Examples</h1>
      <p className="muted">Pairs of programs to break. Opening one leaves your own work where it is.</p>
      {!offered && <Skeleton />}
      <ul className="cards">
        {examples.map(({ id, title, about, teaches, languages }) => (
          <li key={id} className="card example">
            <h2>{title}</h2>
            <p>{about}</p>
            <p>
              <span className="tag">{teaches}</span> <span className="tag">{languages}</span>
            </p>
            <Link className="button" to="/" search={{ example: id }}>
              Open
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
