import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineOptions } from '../../apps/worker/src/runner/docker/engine.js';
import { ensureOwnImage } from '../../apps/worker/src/runner/docker/image.js';
import { RunnerContainer } from '../../apps/worker/src/runner/docker/runner-container.js';
import { DOCKER_HOST, ROOT } from '../support/docker.js';

const MINUTE_MS = 60_000;
const engine = new Docker(engineOptions(DOCKER_HOST));
let container: RunnerContainer;

beforeAll(async () => {
  const image = await ensureOwnImage({ dockerHost: DOCKER_HOST, root: ROOT, target: 'core', log: () => {} });
  container = await RunnerContainer.start(engine, {
    image: image.reference,
    owner: `test/${process.pid}/0`,
    seccompProfile: await readFile(join(ROOT, 'docker/seccomp.json'), 'utf8'),
    apparmorProfile: null,
    socketRoot: null,
    warmUpFolder: null,
    cores: 2,
    memoryBytes: 0,
  });
}, 10 * MINUTE_MS);
afterAll(() => container?.remove());

describe('the attack corpus', () => {
  it('is contained in a runner container, and harms no later job', { timeout: 20 * MINUTE_MS }, async () => {
    const driver = join(ROOT, 'native/box/test/attacks/run-attacks.mjs');
    const args = [driver, '--engine', DOCKER_HOST, '--container', container.id];
    const { output, exitCode } = await new Promise<{ output: string; exitCode: number | null }>((resolve) => {
      const child = execFile(process.execPath, args, { maxBuffer: 1 << 26 }, (_error, stdout, stderr) =>
        resolve({ output: stdout + stderr, exitCode: child.exitCode }),
      );
    });
    const lines = output.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('FAILED') || /^ {8}\S/.test(line))).toEqual([]);
    expect(lines.at(-1)).toMatch(/^[1-9]\d{2,} passed, 0 failed$/);
    expect(exitCode).toBe(0);
  });
});
