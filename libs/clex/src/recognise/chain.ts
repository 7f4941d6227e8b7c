/** A list that grows at its end and is never changed: what a point of choice keeps is one pointer. */
export interface Chain<T> {
  readonly last: T;
  readonly before: Chain<T> | undefined;
}

/** The elements behind `since`, in their order. */
export function elementsOf<T>(chain: Chain<T> | undefined, since?: Chain<T>): T[] {
  const elements: T[] = [];
  for (let at = chain; at !== since && at !== undefined; at = at.before) elements.push(at.last);
  return elements.reverse();
}
