import type { DockerOptions } from 'dockerode';

/** Names of the images of api, worker (both targets) and proxy, built if need be. @throws Cure with the builder's words */
export function buildServiceImages(
  engineOptions: DockerOptions,
  runnerImage: string,
): Promise<{ api: string; worker: string; native: string; proxy: string }>;
