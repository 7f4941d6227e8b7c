import { describe, expect, it, vi } from 'vitest';
import { BackendUnavailable } from './backend-unavailable.js';
import { openTogether } from './open-together.js';

const opened = () => ({ close: vi.fn(async () => {}) });
const unavailable = (line: string) => Promise.reject(new BackendUnavailable(line));

describe('services that are opened together', () => {
  it('are handed over when all of them are open', async () => {
    const [first, second] = [opened(), opened()];
    expect(await openTogether(Promise.resolve(first), Promise.resolve(second))).toEqual([first, second]);
    expect(first.close).not.toHaveBeenCalled();
  });

  it('are all named when they cannot be used, each once', async () => {
    const opening = openTogether(
      unavailable('REDIS_URL: away'),
      unavailable('DATABASE_URL: away'),
      unavailable('REDIS_URL: away'),
    );
    await expect(opening).rejects.toThrow(new BackendUnavailable('REDIS_URL: away\nDATABASE_URL: away'));
  });

  it('are closed again when one of them cannot be used', async () => {
    const first = opened();
    await expect(openTogether(Promise.resolve(first), unavailable('REDIS_URL: away'))).rejects.toThrow(
      'REDIS_URL',
    );
    expect(first.close).toHaveBeenCalledOnce();
  });

  it('show an error of ours as it is', async () => {
    const ours = new TypeError('a mistake');
    await expect(openTogether(unavailable('REDIS_URL: away'), Promise.reject(ours))).rejects.toBe(ours);
  });
});
