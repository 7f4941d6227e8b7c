import { describe, expect, it } from 'vitest';
import { attackCounts, filesNotRun, runDriver } from './driver.js';

const MINUTE_MS = 60_000;

// Root and user at the same time: most attacks wait for a limit, and each run knows its own by their uids.
describe.each(['full', 'reduced'])('the attack corpus', { retry: 0 }, (isolation) => {
  const isRoot = process.getuid?.() === 0;

  for (const as of ['root', 'user'])
    it.skipIf(as === 'root' && !isRoot).concurrent(
      `is contained in ${isolation} isolation, started as ${as}, and harms no later job`,
      async ({ expect }) => {
        const report = await runDriver(['--isolation', isolation, '--as', as]);
        expect(report.failures.join('\n') + report.stderr).toBe('');
        expect(filesNotRun(report)).toEqual([]);
        const { announced, contained } = attackCounts(report);
        expect(contained).toBe(announced);
        expect(report.summary).toMatch(/^[1-9]\d{2,} passed, 0 failed$/);
        expect(report.exitCode).toBe(0);
      },
      20 * MINUTE_MS,
    );
});

describe('an attack whose interpreter is not there', () => {
  const outsideCi = { ...process.env, CI: '' };
  const args = ['--only', 'scripts/', '--tools', '/no/such/folder'];

  it('has failed, and the report says what to install', async () => {
    const report = await runDriver(args);
    expect(report.exitCode).toBe(1);
    expect(report.failures.join('\n')).toContain('no node in /no/such/folder: apt-get install nodejs');
    expect(report.summary).toMatch(/^0 passed, [1-9]\d* failed$/);
  });

  it('is left out only by name', async () => {
    const report = await runDriver([...args, '--without', 'python3,bash'], outsideCi);
    expect(report.lines).toContain('without scripts/network.sh processes  (--without bash)');
    expect(report.failures.filter((line) => line.startsWith('FAILED'))).toHaveLength(1);
  });

  it('is never left out in CI', async () => {
    const report = await runDriver([...args, '--without', 'bash'], { ...process.env, CI: 'true' });
    expect(report.exitCode).toBe(1);
    expect(report.stderr).toContain('in CI nothing is left out');
  });
});
