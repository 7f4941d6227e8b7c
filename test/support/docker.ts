import { fileURLToPath } from 'node:url';

/** The engine that `npm test` found or started; a bare `vitest run` uses the usual socket. */
export const DOCKER_HOST = process.env.TEST_DOCKER_HOST ?? 'unix:///var/run/docker.sock';

/** The package's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
