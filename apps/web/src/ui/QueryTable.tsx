import type { ReactNode } from 'react';
import { type Head, Table } from './Table.js';
import { Empty, problemFrom, ProblemView, Skeleton } from './states.js';

/** What is asked for, as far as a table wants to know of it. */
interface Asked {
  isPending: boolean;
  error: unknown;
  refetch(): unknown;
  /** Of lists that come in pages. */
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?(): unknown;
}

interface QueryTableProps<Row> {
  query: Asked;
  /** undefined: nothing came yet. */
  rows: readonly Row[] | undefined;
  heads: readonly Head[];
  /** What stands there when there is no row. */
  empty: ReactNode;
  emptyAction?: ReactNode;
  /** A `tr` with its key. */
  children(row: Row): ReactNode;
}

/** A list from the service: while it is awaited, when it cannot be had, when it is empty, and its rows. */
export function QueryTable<Row>(props: QueryTableProps<Row>) {
  const { query, rows, heads, empty, emptyAction, children } = props;
  return (
    <>
      {query.isPending && <Skeleton rows={8} />}
      {query.error !== null && (
        <ProblemView problem={problemFrom(query.error)} onRetry={() => void query.refetch()} />
      )}
      {rows?.length === 0 && !query.isPending && <Empty action={emptyAction}>{empty}</Empty>}
      {rows !== undefined && rows.length > 0 && (
        <div className="card scroll" tabIndex={0}>
          <Table heads={heads}>{rows.map(children)}</Table>
        </div>
      )}
      {query.hasNextPage && (
        <button
          type="button"
          className="button more"
          aria-disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage?.()}
        >
          Older ones
        </button>
      )}
    </>
  );
}
