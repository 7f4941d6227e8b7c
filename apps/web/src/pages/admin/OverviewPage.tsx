import type { MetricsPoint, MetricsView } from '@app/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { client } from '../../api/client.js';
import { formatBytes, formatCount, formatDuration, plural } from '../../ui/format.js';
import { problemFrom, ProblemView, Skeleton } from '../../ui/states.js';
import { AdminFrame } from './AdminFrame.js';
import { Sparkline } from './Sparkline.js';

const Chart = lazy(async () => ({ default: (await import('./Chart.js')).Chart }));
const route = getRouteApi('/admin');
const MINUTE_MS = 60_000;
const WINDOWS = {
  '1h': { label: '1 hour', windowMs: 60 * MINUTE_MS, stepMs: MINUTE_MS },
  '24h': { label: '24 hours', windowMs: 24 * 60 * MINUTE_MS, stepMs: 15 * MINUTE_MS },
  '7d': { label: '7 days', windowMs: 7 * 24 * 60 * MINUTE_MS, stepMs: 2 * 60 * MINUTE_MS },
} as const;
type WindowName = keyof typeof WINDOWS;
const EVERY_MS = 2_000;

/** How the service does, live. */
export function OverviewPage() {
  const name = (route.useSearch().window ?? '1h') as WindowName;
  const { windowMs, stepMs } = WINDOWS[name] ?? WINDOWS['1h'];
  const [paused, setPaused] = useState(false);
  const metrics = useQuery({
    queryKey: ['metrics', name],
    queryFn: ({ signal }) => client.administration.metrics(windowMs, stepMs, signal),
    // A window that is not seen asks for nothing.
    refetchInterval: paused ? false : EVERY_MS,
    refetchIntervalInBackground: false,
  });
  const actions = (
    <div className="page-actions">
      {(Object.keys(WINDOWS) as WindowName[]).map((one) => (
        <Link
          key={one}
          className="button small"
          to="/admin"
          search={one === '1h' ? {} : { window: one }}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={one === name ? 'true' : undefined}
        >
          {WINDOWS[one].label}
        </Link>
      ))}
      <button type="button" className="button small" aria-pressed={paused} onClick={() => setPaused(!paused)}>
        {paused ? 'Go on' : 'Pause'}
      </button>
    </div>
  );
  return (
    <AdminFrame title="Overview" actions={actions}>
      {metrics.isPending && <Skeleton rows={8} />}
      {metrics.error && (
        <ProblemView problem={problemFrom(metrics.error)} onRetry={() => void metrics.refetch()} />
      )}
      {metrics.data && <Overview metrics={metrics.data} updatedAt={metrics.dataUpdatedAt} />}
    </AdminFrame>
  );
}

function Overview({ metrics, updatedAt }: { metrics: MetricsView; updatedAt: number }) {
  const { now, points, storage } = metrics;
  const doneOf = (point: MetricsPoint) =>
    Object.values(point.finished).reduce((sum, count) => sum + count, 0);
  const errorsOf = (point: MetricsPoint) => point.finished.internal_error ?? 0;
  const done = points.map(doneOf);
  const perMinute = (done.at(-2) ?? done.at(-1) ?? 0) / (metrics.stepMs / MINUTE_MS);
  const errors = points.reduce((sum, point) => sum + errorsOf(point), 0);
  return (
    <>
      <p className="health" data-testid="health">
        {healthOf(metrics)} <Updated at={updatedAt} />
      </p>
      <ul className="figures">
        <Figure
          label="waiting"
          to="/admin/submissions"
          search={{ status: 'queued' }}
          value={now.waiting.interactive + now.waiting.batch}
          values={points.map(({ created }) => created)}
        />
        <Figure
          label={`running, of ${plural(now.slots, 'slot')}`}
          to="/admin/submissions"
          search={{ status: 'running' }}
          value={now.running}
          values={done}
        />
        <Figure
          label="done per minute"
          to="/admin/submissions"
          search={{ status: 'finished' }}
          value={perMinute}
          values={done}
        />
        <Figure
          label="internal errors"
          to="/admin/submissions"
          search={{ verdict: 'internal_error' }}
          value={errors}
          values={points.map(errorsOf)}
        />
      </ul>
      <Suspense fallback={<Skeleton rows={6} />}>
        <div className="charts">
          <Chart
            title="Done by verdict"
            points={points}
            kind="stacked"
            series={seriesOf(points)}
            format={formatCount}
          />
          <Chart
            title="Waiting time"
            points={points}
            kind="lines"
            series={[
              { label: 'half wait less', values: points.map(({ waitMs }) => waitMs?.p50 ?? null) },
              { label: '95 of 100 wait less', values: points.map(({ waitMs }) => waitMs?.p95 ?? null) },
            ]}
            format={formatDuration}
          />
          <Chart
            title="Running time"
            points={points}
            kind="lines"
            series={[
              { label: 'half run less', values: points.map(({ runMs }) => runMs?.p50 ?? null) },
              { label: '95 of 100 run less', values: points.map(({ runMs }) => runMs?.p95 ?? null) },
            ]}
            format={formatDuration}
          />
          <Chart
            title="Submitted"
            points={points}
            kind="lines"
            series={[{ label: 'submitted', values: points.map(({ created }) => created) }]}
            format={formatCount}
          />
        </div>
      </Suspense>
      {storage && (
        <p className="muted">
          The database holds {plural(storage.submissions, 'submission')} in{' '}
          {formatBytes(storage.databaseBytes)}.
        </p>
      )}
    </>
  );
}

function healthOf({ now }: MetricsView): string {
  if (now.workers === 0) return 'No worker is there: nothing runs.';
  const late = now.oldestWaitingMs ?? 0;
  if (now.deadLetters > 0) return `${plural(now.deadLetters, 'dead letter')} to be looked at.`;
  if (late > MINUTE_MS) return `Somebody has waited for ${formatDuration(late)}.`;
  return `All well: ${plural(now.workers, 'worker')}, ${now.busy} of ${plural(now.slots, 'slot')} busy.`;
}

function Updated({ at }: { at: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span className="muted">updated {Math.max(0, Math.round((now - at) / 1_000))} s ago</span>;
}

function seriesOf(points: readonly MetricsPoint[]) {
  const verdicts = [...new Set(points.flatMap(({ finished }) => Object.keys(finished)))].sort();
  return verdicts.map((verdict) => ({
    label: verdict.replaceAll('_', ' '),
    values: points.map(({ finished }) => finished[verdict as keyof typeof finished] ?? 0),
  }));
}

interface FigureProps {
  label: string;
  value: number;
  values: readonly number[];
  to: '/admin/submissions';
  search: { status?: string; verdict?: string };
}

function Figure({ label, value, values, to, search }: FigureProps) {
  return (
    <li>
      <Link className="figure card" to={to} search={search}>
        <strong>{Number.isInteger(value) ? formatCount(value) : value.toFixed(1)}</strong>
        <span>{label}</span>
        <Sparkline values={values} />
      </Link>
    </li>
  );
}
