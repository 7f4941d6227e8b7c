// `npm run image [-- core|full]`: builds the image of the runner containers with the engine in DOCKER_HOST, else the usual one.
import { Cure, buildApp, checkNode, installPackages, runScript } from './lib/steps.mjs';
import { ensureRunnerImage } from './lib/runner-image.mjs';

await runScript(async () => {
  const target = process.argv[2] ?? 'core';
  if (!['core', 'full'].includes(target))
    throw new Cure(`${target}: there is no such image, choose core or full`);
  checkNode();
  await installPackages();
  await buildApp('worker');
  console.log(await ensureRunnerImage(target, process.env.DOCKER_HOST ?? null));
});
