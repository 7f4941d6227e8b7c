/**
 * Values by key, for a while. A value may be gone at any time, and a cache that fails is a cache that is
 * empty.
 */
export interface Cache {
  readonly kind: 'memory' | 'redis';
  /** false: it is out of reach, and every call does nothing. */
  readonly isAvailable: boolean;
  /** undefined: not there (any more). */
  get<T>(key: string): Promise<T | undefined>;
  /** @param ttlMs how long it may be used */
  set<T>(key: string, value: T, ttlMs: number): Promise<void>;
  /**
   * Keeps a text for all who bring one with the same mark; one with another mark than the first one had takes
   * it away. In one step, for all who do so at the same time.
   * @returns the mark of the first one, which may be this one; undefined: nothing is known
   */
  offer(key: string, mark: string, text: string, ttlMs: number): Promise<string | undefined>;
  /** The text that was offered, unless it was taken away. */
  offered(key: string): Promise<string | undefined>;
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}
