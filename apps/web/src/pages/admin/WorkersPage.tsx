import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { Empty, problemFrom, ProblemView, Skeleton } from '../../ui/states.js';
import { AdminFrame } from './AdminFrame.js';

/** The workers that were seen lately, and what stands between hostile programs and their machines. */
export function WorkersPage() {
  const workers = useQuery({
    queryKey: ['workers'],
    queryFn: async ({ signal }) => {
      const answer: unknown = await client.administration.workers(signal);
      // Either the list or an object that holds it.
      return (Array.isArray(answer) ? answer : (answer as { items: unknown[] }).items) as Awaited<
        ReturnType<typeof client.administration.workers>
      >;
    },
    refetchInterval: 2_000,
  });
  const doctor = useQuery({
    queryKey: ['doctor'],
    queryFn: ({ signal }) => client.administration.doctor(signal),
  });
  return (
    <AdminFrame title="Workers">
      {workers.isPending && <Skeleton />}
      {workers.error && (
        <ProblemView problem={problemFrom(workers.error)} onRetry={() => void workers.refetch()} />
      )}
      {workers.data?.length === 0 && <Empty>No worker has reported itself lately: nothing runs.</Empty>}
      <ul className="cards wide">
        {workers.data?.map((worker) => {
          const report = doctor.data?.workers.find(({ id }) => id === worker.id)?.report;
          return (
            <li key={worker.id} className="card padded worker" data-testid="worker">
              <h2>{worker.host}</h2>
              <p className="facts">
                <span>{worker.version}</span>
                <span>{worker.runner}</span>
                <span className={worker.isolation === 'full' ? 'badge good' : 'badge warn'}>
                  {worker.isolation} isolation
                </span>
                <span>
                  since <RelativeTime at={worker.startedAt} />
                </span>
              </p>
              <p className="slots" aria-label={`${worker.busy} of ${worker.slots} slots busy`}>
                {Array.from({ length: worker.slots }, (_, index) => (
                  <span
                    key={index}
                    className={index < worker.busy ? 'slot busy' : 'slot'}
                    aria-hidden="true"
                  />
                ))}
                <span className="muted">
                  {worker.busy} of {worker.slots} busy
                </span>
              </p>
              <details>
                <summary>{worker.languages.length} languages</summary>
                <p className="muted">
                  {worker.languages.map(({ name, version }) => `${name} ${version}`).join(', ')}
                </p>
              </details>
              {report && (
                <details open={!report.healthy}>
                  <summary>
                    Doctor: {report.healthy ? 'healthy' : 'something is missing'},{' '}
                    {report.checks.filter(({ ok }) => ok).length} of {report.checks.length} checks
                  </summary>
                  <ul className="checks">
                    {report.checks.map((check) => (
                      <li key={check.id}>
                        <span
                          className={check.ok ? 'badge good' : check.required ? 'badge bad' : 'badge warn'}
                        >
                          {check.ok ? 'ok' : check.required ? 'missing' : 'covered'}
                        </span>{' '}
                        <strong>{check.id}</strong> {check.detail}
                        {check.cure && <p className="muted">{check.cure}</p>}
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </li>
          );
        })}
      </ul>
    </AdminFrame>
  );
}
