import pg from 'pg';

/**
 * A text that comes so often is prepared: parsing and planning it costs several times what executing it does.
 */
const PREPARED_FROM = 3;
/** So many texts are prepared; each connection keeps a plan of those that it has met. */
const MOST_PREPARED = 64;
/** So many texts are counted before all are forgotten: those made up on the fly never come often. */
const MOST_COUNTED = 1_000;
/**
 * What PostgreSQL says of a plan whose columns have become others since (RevalidateCachedQuery): nothing was
 * executed.
 */
const PLAN_IS_STALE = 'cached plan must not change result type';

const counts = new Map<string, number>();
const names = new Map<string, string>();
let lastName = 0;
let connections = 0;

/** The name under which a text is to be prepared; null: it has not come often enough, or others have. */
function nameOf(text: string): string | null {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MOST_PREPARED) return null;
  const count = (counts.get(text) ?? 0) + 1;
  counts.delete(text);
  if (count < PREPARED_FROM) {
    if (counts.size >= MOST_COUNTED) counts.clear();
    counts.set(text, count);
    return null;
  }
  const name = String((lastName += 1));
  names.set(text, name);
  return name;
}

/**
 * A connection that has the server prepare the statements which come again and again. The driver's pool makes
 * its connections from it, so that its users (TypeORM, sessions) need not know.
 */
export class PreparingClient extends pg.Client {
  /** The embedded database is one session for all connections: their names must not meet. */
  private readonly prefix = `c${(connections += 1)}_`;

  /**
   * The pool listens for a connection that breaks while it is idle, and TypeORM while it uses it. In the moments
   * between, such an error would end the process. The next query of that connection fails, which is enough.
   */
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => {});
  }

  /** As of pg's client. Queries that are objects, and those without parameters, go as they are. */
  override query(...given: unknown[]): never {
    const [text, values, callback] = given;
    const ask = super.query.bind(this) as (...args: unknown[]) => Promise<unknown>;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0)
      return ask(...given) as never;
    const name = nameOf(text);
    if (name === null) return ask(...given) as never;
    const prepared = { name: this.prefix + name, text, values: values as unknown[] };
    if (callback !== undefined) return ask(prepared, callback) as never;
    const isAlone = this.getTransactionStatus() === 'I';
    return ask(prepared).catch((error: unknown) => {
      if (!String(error).includes(PLAN_IS_STALE)) throw error;
      names.delete(text);
      // A transaction has failed with it.
      if (!isAlone) throw error;
      return ask(text, values);
    }) as never;
  }
}
