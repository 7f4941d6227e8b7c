import { BackendUnavailable, reasonOf } from '@app/config';

/**
 * What stops a start when Redis is not there; the same words whichever part finds it out, so that they are
 * said once.
 */
export function redisUnavailable(url: string, cause: unknown): BackendUnavailable {
  return new BackendUnavailable(
    `REDIS_URL: no usable Redis at ${new URL(url).host} (${reasonOf(cause)}); start it, correct REDIS_URL, or unset it to use memory`,
  );
}
