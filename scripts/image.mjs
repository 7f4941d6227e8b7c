// `npm run image [-- core|full]`: builds the image of the runner containers with the engine in DOCKER_HOST,
// else the usual one. DEBIAN_SNAPSHOT=20250901T000000Z builds from the packages of that day; without it, from
// those of today.
import { Cure, buildApp, checkNode, installPackages, runScript } from './lib/steps.mjs';
import { ensureRunnerImage } from './lib/runner-image.mjs';

await runScript(async () => {
  const target = process.argv[2] ?? 'core';
  if (!['core', 'full'].includes(target))
    throw new Cure(`${target}: there is no such image, choose core or full`);
  checkNode();
  await installPackages();
  await buildApp('worker');
  const snapshot = process.env.DEBIAN_SNAPSHOT || undefined;
  if (snapshot && !/^\d{8}T\d{6}Z$/.test(snapshot))
    throw new Cure(`DEBIAN_SNAPSHOT: ${snapshot} is no day of the archive, as in 20250901T000000Z`);
  const image = await ensureRunnerImage(target, process.env.DOCKER_HOST ?? null, snapshot);
  console.log(snapshot ? `${image}\nuse it with RUNNER_IMAGE=${image}` : image);
});
