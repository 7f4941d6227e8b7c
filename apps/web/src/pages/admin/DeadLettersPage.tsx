import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.js';
import { plural } from '../../ui/format.js';
import { ProblemLine } from '../../ui/ProblemLine.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { Empty, problemFrom, ProblemView, Skeleton } from '../../ui/states.js';
import { useAction } from '../../ui/useAction.js';
import { AdminFrame } from './AdminFrame.js';
import { Table } from '../../ui/Table.js';

/** Jobs that were given up because they kept killing their workers. */
export function DeadLettersPage() {
  const letters = useQuery({
    queryKey: ['dead-letters'],
    queryFn: ({ signal }) => client.administration.deadLetters(signal),
  });
  const queries = useQueryClient();
  const { problem, run } = useAction();
  const act = (work: () => Promise<void>) =>
    void run(async () => {
      await work();
      await queries.invalidateQueries({ queryKey: ['dead-letters'] });
    });
  const { administration } = client;
  const items = letters.data?.items ?? [];
  const orphans = letters.data?.orphans ?? [];
  return (
    <AdminFrame title="Dead letters">
      <p className="muted">Jobs that ended their worker three times are given up and wait here.</p>
      {letters.isPending && <Skeleton />}
      {letters.error && (
        <ProblemView problem={problemFrom(letters.error)} onRetry={() => void letters.refetch()} />
      )}
      <ProblemLine problem={problem} />
      {letters.data && items.length === 0 && <Empty>None. Good.</Empty>}
      {items.length > 0 && (
        <div className="card scroll" tabIndex={0}>
          <Table heads={['Job', 'Languages', 'Tries', 'Why', { name: 'Actions', hidden: true }]}>
            {items.map((letter) => (
              <tr key={letter.id}>
                <td>
                  <Link to="/s/$id" params={{ id: letter.id }}>
                    {letter.kind}, <RelativeTime at={letter.deadLetteredAt} />
                  </Link>
                </td>
                <td>{letter.languages.join(', ')}</td>
                <td className="number">{letter.tries}</td>
                <td className="wrap">{letter.reason}</td>
                <td>
                  <div className="row-actions">
                    <button
                      type="button"
                      className="button small"
                      onClick={() => act(() => administration.retryDeadLetter(letter.id))}
                    >
                      Retry
                    </button>
                    <button
                      type="button"
                      className="button small danger"
                      onClick={() => act(() => administration.dropDeadLetter(letter.id))}
                    >
                      Drop
                    </button>
                  </div>
                </td>
              </tr>
            ))}
          </Table>
        </div>
      )}
      {orphans.length > 0 && (
        <p className="notice">
          {plural(orphans.length, 'message')} in the queue of the dead belong to no job.{' '}
          <button
            type="button"
            className="link"
            onClick={() => act(() => administration.dropDeadLetter('orphans'))}
          >
            Drop them
          </button>
        </p>
      )}
    </AdminFrame>
  );
}
