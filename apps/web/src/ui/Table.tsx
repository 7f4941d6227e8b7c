import type { ReactNode } from 'react';

/** The head of a column; one that is `hidden` is for those who hear the page. */
export type Head = string | { name: string; hidden?: true; number?: true };

/** A table with one head for each column; rows are `tr` with their keys. */
export function Table({
  caption,
  heads,
  children,
}: {
  caption?: string;
  heads: readonly Head[];
  children: ReactNode;
}) {
  return (
    <table className="table">
      {caption !== undefined && <caption>{caption}</caption>}
      <thead>
        <tr>{heads.map(headCell)}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function headCell(head: Head) {
  const { name, hidden, number } =
    typeof head === 'string' ? { name: head } : { hidden: false, number: false, ...head };
  return (
    <th key={name} scope="col" className={number ? 'number' : undefined}>
      {hidden ? <span className="visually-hidden">{name}</span> : name}
    </th>
  );
}
