// `npm run test:full`: builds the full image and tries every language of it; then 20,000 jobs, one after the
// other, which must not make the product grow.
import { prepare, run, runScript, say } from './lib/steps.mjs';
import { ensureRunnerImage } from './lib/runner-image.mjs';
import { findEngine } from './lib/services/docker.mjs';

await runScript(async () => {
  await prepare(['worker', 'standalone']);
  const engine = await findEngine();
  say(`container engine: ${engine.how}`);
  try {
    await ensureRunnerImage('full', engine.url);
    const args = ['run', '--config', 'vitest.full.config.ts', ...process.argv.slice(2)];
    const { DOCKER_HOST: _unused, ...env } = process.env;
    await run('node_modules/.bin/vitest', args, {
      show: true,
      env: { ...env, TEST_DOCKER_HOST: engine.url },
    });
  } finally {
    await engine.service?.remove();
  }
});
