import { describe, expect, it } from 'vitest';
import { RunnerUnavailable, type Isolation } from '../runner.js';
import type { ProbeResult } from '../doctor/probe.js';
import { decideIsolation } from './isolation.js';
import { UserIds } from './user-ids.js';

const LAYERS = ['userNamespace', 'mounts', 'proc', 'seccomp', 'network', 'landlock', 'noNewPrivs'];
const layers = Object.fromEntries(LAYERS.map((name) => [name, { ok: true, detail: name }]));
const yes: ProbeResult = { runnable: true, cause: '', cure: '', layers };
const no = (cause: string): ProbeResult => ({
  runnable: false,
  cause,
  cure: `Cure of ${cause}.`,
  layers: {},
});

async function decide(
  isolation: Isolation | undefined,
  production: boolean,
  results: Record<Isolation, ProbeResult>,
): Promise<{ isolation: Isolation; said: string }> {
  const said: string[] = [];
  const probe = (level: Isolation): Promise<ProbeResult> => Promise.resolve(results[level]);
  const log = (message: string): void => void said.push(message);
  return { isolation: await decideIsolation({ isolation, production, probe, log }), said: said.join('\n') };
}

describe('the isolation', () => {
  it('is full where that works, without a word', async () => {
    expect(await decide(undefined, false, { full: yes, reduced: yes })).toEqual({
      isolation: 'full',
      said: '',
    });
    expect(await decide('full', true, { full: yes, reduced: yes })).toEqual({ isolation: 'full', said: '' });
  });

  it('becomes reduced outside production where full is impossible, and says so', async () => {
    const { isolation, said } = await decide(undefined, false, { full: no('EPERM'), reduced: yes });
    expect(isolation).toBe('reduced');
    expect(said).toMatch(/REDUCED ISOLATION.*EPERM.*Cure of EPERM/);
  });

  it('is refused with cause and cure where full is asked for, or it is production', async () => {
    const results = { full: no('EPERM'), reduced: yes };
    for (const refused of [decide('full', false, results), decide(undefined, true, results)]) {
      await expect(refused).rejects.toThrow(RunnerUnavailable);
      await expect(refused).rejects.toThrow(/full isolation is impossible here: EPERM. Cure of EPERM/);
    }
    await expect(decide(undefined, true, results)).rejects.toThrow('ISOLATION=reduced');
  });

  it('is reduced when asked for, in production too, and says so', async () => {
    const { isolation, said } = await decide('reduced', true, { full: yes, reduced: yes });
    expect([isolation, said]).toEqual(['reduced', expect.stringContaining('ISOLATION=reduced')]);
  });

  it('without one of its layers is refused in production, and named elsewhere', async () => {
    const proc = { ok: false, detail: 'masked outside' };
    const full = { ...yes, cause: 'It is masked', cure: 'Unmask it.', layers: { ...layers, proc } };
    for (const refused of [
      decide('full', false, { full, reduced: yes }),
      decide(undefined, true, { full, reduced: yes }),
    ])
      await expect(refused).rejects.toThrow(/own_proc \(masked outside\).*Unmask it.*ISOLATION=reduced/);
    const { isolation, said } = await decide(undefined, false, { full, reduced: yes });
    expect([isolation, said]).toEqual(['full', expect.stringMatching(/WARNING.*own_proc/)]);
    expect((await decide('reduced', true, { full, reduced: yes })).isolation).toBe('reduced');
  });

  it('is never none', async () => {
    const neither = { full: no('EPERM'), reduced: no('EACCES') };
    await expect(decide(undefined, false, neither)).rejects.toThrow(/EPERM.*EACCES/);
    await expect(decide('reduced', false, neither)).rejects.toThrow(/EACCES/);
  });
});

describe('user ids of boxes', () => {
  it('are never shared by two live boxes, nor by two workers of one host', async () => {
    const workers = await Promise.all([UserIds.reserve(), UserIds.reserve()]);
    const taken = workers.flatMap((worker) => [worker.take(), worker.take()]);
    expect(new Set(taken.map(({ uidBase }) => uidBase)).size).toBe(4);
    workers[0]!.giveBack(taken[0]!);
    expect(workers[0]!.take()).toEqual(taken[0]);
    for (const worker of workers) worker.close();
  });

  it('run out with a clear error instead of being used twice', async () => {
    const worker = await UserIds.reserve();
    for (let i = 0; i < 256; i += 1) worker.take();
    expect(() => worker.take()).toThrow(RunnerUnavailable);
    worker.close();
  });
});
