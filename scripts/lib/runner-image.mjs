// The image of the runner containers, through the product's own code.
import { pathToFileURL } from 'node:url';
import { ROOT, say } from './steps.mjs';

/**
 * Builds it unless the engine has it. The worker must have been built.
 * @param {'core' | 'full'} target
 * @param {string | null} dockerHost as in DOCKER_HOST; null: the usual socket
 * @param {string} [snapshot] a day of Debian's archive whose packages it gets, as in 20250901T000000Z
 * @returns {Promise<string>} the image's name
 */
export async function ensureRunnerImage(target, dockerHost, snapshot) {
  const built = `${ROOT}/dist/apps/worker/apps/worker/src/runner/docker/image.js`;
  const { ensureOwnImage } = await import(pathToFileURL(built).href);
  const { reference } = await ensureOwnImage({ dockerHost, root: ROOT, target, log: say, snapshot });
  return reference;
}
