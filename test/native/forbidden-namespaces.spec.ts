import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/docker.js';

/** As on a host that forbids user namespaces: in one whose limit for further ones is 0. */
const FORBIDDING = [
  'unshare',
  ...['--user', '--map-root-user', 'sh', '-c'],
  ...['echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"', 'sh'],
];

describe('where the host forbids user namespaces', () => {
  const run = async (args: readonly string[], env: Record<string, string> = {}) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'cpast-doctor-'));
    try {
      const { PATH = '', HOME = '' } = process.env;
      const [command = '', ...rest] = [...FORBIDDING, process.execPath, ...args];
      const { status, stdout, stderr } = spawnSync(command, rest, {
        cwd: ROOT,
        encoding: 'utf8',
        timeout: 60_000,
        env: { PATH, HOME, RUNNER: 'native', PORT: '0', DATA_DIR: dataDir, ...env },
      });
      return { status, said: stdout + stderr };
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  };

  it('a production start is refused, with cause, cure and the variable that says otherwise', async () => {
    const { status, said } = await run(['dist/apps/standalone/apps/standalone/src/main.js'], {
      NODE_ENV: 'production',
    });
    expect(status).toBe(1);
    expect(said).toMatch(/user\.max_user_namespaces is 0/);
    expect(said).toMatch(/sysctl -w user\.max_user_namespaces/);
    expect(said).toMatch(/ISOLATION=reduced/);
  });

  it('the doctor says that nothing can be run with full isolation, and why', async () => {
    const doctor = join(ROOT, 'dist/apps/worker/apps/worker/src/doctor.js');
    const script = `const { diagnose } = await import(${JSON.stringify(doctor)});
      console.log(JSON.stringify(await diagnose({ ...process.env, ISOLATION: 'full' }, () => {})));`;
    const { status, said } = await run(['--input-type=module', '-e', script]);
    expect(status).toBe(0);
    const diagnosis = JSON.parse(said.trim().split('\n').at(-1)!) as { kind: string; reason: string };
    expect(diagnosis.kind).toBe('no_runner');
    expect(diagnosis.reason).toMatch(/full isolation is impossible here: user\.max_user_namespaces is 0/);
  });
});
