import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engineOptions } from '../../apps/worker/src/runner/docker/engine.js';
import { ensureOwnImage } from '../../apps/worker/src/runner/docker/image.js';
import { RunnerContainer } from '../../apps/worker/src/runner/docker/runner-container.js';
import { DOCKER_HOST, ROOT } from '../support/docker.js';

const MINUTE_MS = 60_000;
/** What failed first is the cause; the rest may be its consequence. */
const SHOWN_LINES = 20;
const engine = new Docker(engineOptions(DOCKER_HOST));
let container: RunnerContainer | undefined;

let socketRoot: string;
beforeAll(async () => void (socketRoot = await mkdtemp(join(tmpdir(), 'cpast-attacks-'))));
afterAll(() => rm(socketRoot, { recursive: true }));
afterEach(async () => {
  await container?.remove();
  container = undefined;
});

/** A container as jobs have it; a new one for each try. */
async function startContainer(): Promise<RunnerContainer> {
  const image = await ensureOwnImage({ dockerHost: DOCKER_HOST, root: ROOT, target: 'core', log: () => {} });
  return RunnerContainer.start(engine, {
    image: image.reference,
    owner: `test/${process.pid}/0`,
    seccompProfile: await readFile(join(ROOT, 'docker/seccomp.json'), 'utf8'),
    apparmorProfile: null,
    socketRoot,
    warmUpFolder: null,
    cores: 2,
    memoryBytes: 0,
  });
}

describe('the attack corpus', { retry: 0 }, () => {
  it('is contained in a runner container, and harms no later job', { timeout: 30 * MINUTE_MS }, async () => {
    const { id, gone } = (container = await startContainer());
    let ended = '';
    void gone.then((how) => (ended = how));
    const driver = join(ROOT, 'native/box/test/attacks/run-attacks.mjs');
    const args = [driver, '--engine', DOCKER_HOST, '--container', id];
    const { output, exitCode } = await new Promise<{ output: string; exitCode: number | null }>((resolve) => {
      const child = execFile(process.execPath, args, { maxBuffer: 1 << 26 }, (_error, stdout, stderr) =>
        resolve({ output: stdout + stderr, exitCode: child.exitCode }),
      );
    });
    const lines = output.trimEnd().split('\n');
    // None may be left out, and in a container no limitation is known.
    const failures = lines.filter((line) => /^(FAILED|skip|known)/.test(line) || /^ {8}\S/.test(line));
    expect(failures.slice(0, SHOWN_LINES)).toEqual([]);
    expect(lines.at(-1)).toMatch(/^[1-9]\d{2,} passed, 0 failed$/);
    expect(exitCode).toBe(0);
    // Neither an attack nor what it made the kernel do has ended the container's first process.
    expect(ended).toBe('');
  });
});
