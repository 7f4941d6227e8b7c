import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import type { BoxRunner } from '../box.runner.js';
import type { NativeRunnerOptions } from '../native/native.runner.js';
import { OWNER_LABEL } from './container-options.js';
import { createDockerRunner } from './docker.runner.js';
import { engineOptions } from './engine.js';
import { ownerName } from './process-names.js';

const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));

/** Whether the suites that hold for any runner are to use runner containers (vitest.docker.config.ts). */
// eslint-disable-next-line no-restricted-properties -- what `npm test` tells its tests
const { TEST_RUNNER, TEST_DOCKER_HOST = 'unix:///var/run/docker.sock' } = process.env;
export const testsUseDocker = TEST_RUNNER === 'docker';

/** The runner with containers, made from the same options as the native one. */
export function createTestDockerRunner(
  options: Omit<NativeRunnerOptions, 'boxPath' | 'searchPath'>,
): Promise<BoxRunner> {
  return createDockerRunner({ ...options, dockerHost: TEST_DOCKER_HOST, image: null, root: ROOT });
}

/** Processes of this host that are the listeners of this process's runner containers. */
export async function listenersOfOwnContainers(): Promise<number[]> {
  const engine = new Docker(engineOptions(TEST_DOCKER_HOST));
  const label = [`${OWNER_LABEL}=${await ownerName()}`];
  const containers = await engine.listContainers({ filters: { label } });
  const pids = containers.map(async ({ Id }) => {
    // It may end while it is looked at.
    const info = await engine
      .getContainer(Id)
      .inspect()
      .catch(() => null);
    return info?.State.Pid ?? 0;
  });
  return (await Promise.all(pids)).filter((pid) => pid > 0);
}
