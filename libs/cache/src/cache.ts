/** Values by key, for a while. A value may be gone at any time, and a cache that fails is a cache that is empty. */
export interface Cache {
  readonly kind: 'memory' | 'redis';
  /** false: it is out of reach, and every call does nothing. */
  readonly isAvailable: boolean;
  /** undefined: not there (any more). */
  get<T>(key: string): Promise<T | undefined>;
  /** @param ttlMs how long it may be used */
  set<T>(key: string, value: T, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}
