/** Values by key, for a while. A value may be gone at any time, and a cache that fails is a cache that is empty. */
export interface Cache {
  readonly kind: 'memory' | 'redis';
  /** false: it is out of reach, and every call does nothing. */
  readonly isAvailable: boolean;
  /** undefined: not there (any more). */
  get<T>(key: string): Promise<T | undefined>;
  /** @param ttlMs how long it may be used */
  set<T>(key: string, value: T, ttlMs: number): Promise<void>;
  /**
   * Sets it unless there is a value already, in one step for all who do so at the same time.
   * @returns the value that was there; undefined: this one is now
   */
  setIfAbsent(key: string, text: string, ttlMs: number): Promise<string | undefined>;
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}
