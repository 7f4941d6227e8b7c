import { withDefaultLimits, type Limits } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreparedProgram, RunOutcome } from '../../apps/worker/src/runner/runner.js';
import { DockerFixture, ownContainers } from './support.js';

const MiB = 1024 * 1024;
/** Far below what a run may have, so that it is the container's limit that stops it. */
const CONTAINER = { memoryBytes: 400 * MiB, pids: 64 };
const RUN: Partial<Limits> = {
  cpuTimeLimitMs: 10_000,
  wallTimeLimitMs: 20_000,
  memoryLimitBytes: 2048 * MiB,
  processLimit: 256,
};
let fixture: DockerFixture;
beforeAll(async () => {
  fixture = await DockerFixture.start(['c', 'bash'], { limits: CONTAINER });
}, 600_000);
afterAll(() => fixture?.stop());

/** Fills the memory of one process. */
const GREEDY =
  'for (;;) { char *p = mmap(0, 16 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0); if (p == MAP_FAILED) abort(); }';
/** A child is what the kernel kills; the program itself ends well. */
const GREEDY_CHILD = '(x=$(head -c 900m /dev/zero | tr "\\0" a); echo "${#x}"); echo done; exit 0';

const idsOfContainers = async () => (await ownContainers()).map(({ Id }) => Id);

/**
 * The container in which `program` ran, and how it ended, while a neighbour worked that had to notice
 * nothing.
 */
async function beside(program: PreparedProgram, its: Partial<Limits>) {
  const calm = await fixture.c('int n; scanf("%d", &n); usleep(10000); printf("%d", n + 1); return 0;');
  const [neighbour, sandbox] = await Promise.all([
    fixture.runner.open([calm]),
    fixture.runner.open([program]),
  ]);
  const items = Array.from({ length: 100 }, (_, i) => ({ stdin: `${i}` }));
  try {
    const [outcomes, [outcome]] = await Promise.all([
      neighbour.run(calm, items, withDefaultLimits({ ...RUN, memoryLimitBytes: 64 * MiB })),
      sandbox.run(program, [{ stdin: '' }], withDefaultLimits(its)),
    ]);
    expect(outcomes.map(({ kind, stdout }) => (kind === 'ok' ? stdout.toString() : kind))).toEqual(
      items.map((_, n) => `${n + 1}`),
    );
    return outcome!;
  } finally {
    await Promise.all([neighbour.close(), sandbox.close()]);
  }
}

describe.sequential('a job that fills its container', () => {
  const expectNextJobToRun = async () => {
    const hello = await fixture.prepare('bash', 'echo "$(echo hello)"');
    for (let jobs = 0; jobs < 4; jobs += 1)
      expect(await fixture.once(hello)).toMatchObject({ kind: 'ok', stdout: Buffer.from('hello\n') });
  };

  it.each([
    ['with one process', () => fixture.c(GREEDY)],
    ['with a child, and itself ends well', () => fixture.prepare('bash', GREEDY_CHILD)],
  ])(
    'of memory, %s, ends with memory_limit and takes nobody with it',
    { timeout: 120_000 },
    async (_how, make) => {
      const program = await make();
      const before = await idsOfContainers();
      const outcome: RunOutcome = await beside(program, RUN);
      expect(outcome.kind).toBe('memory_limit');
      expect(outcome.memoryBytes).toBeGreaterThan(CONTAINER.memoryBytes / 2);
      // No job gets that container again.
      for (let now = before; before.every((id) => now.includes(id));) now = await idsOfContainers();
      await expectNextJobToRun();
    },
  );

  it('of processes ends with its own verdict and takes nobody with it', { timeout: 120_000 }, async () => {
    const bomb = await fixture.prepare('bash', 'f() { f | f & }; f; sleep 5');
    const outcome = await beside(bomb, { ...RUN, wallTimeLimitMs: 3000 });
    expect(outcome.kind).toBe('wall_time_limit');
    await expectNextJobToRun();
  });
});
