import { REQUEST_LIMITS } from '@app/contracts';

/** What keeps a value from being a clex text of acceptable size; null when it may be parsed. */
export function clexTextProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'has to be a string';
  if (Buffer.byteLength(value) > REQUEST_LIMITS.maxClexBytes)
    return `may have at most ${REQUEST_LIMITS.maxClexBytes} bytes`;
  return null;
}
