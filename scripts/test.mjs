// `npm test`: prepares everything from a bare clone, finds or starts the services, runs every test, stops what it started.
// `--without-postgres`, `--without-redis`, `--without-rabbitmq`, `--without-docker`, `--without-browser` leave a part out on purpose;
// other arguments go to vitest.
import { existsSync } from 'node:fs';
import { Cure, isExecutable, prepare, run, runScript, say } from './lib/steps.mjs';
import { ensureRunnerImage } from './lib/runner-image.mjs';
import { PARTS, SERVICES, findServices } from './lib/services/ladder.mjs';

await runScript(async () => {
  const { leftOut, args } = readArguments(process.argv.slice(2));
  await prepare(['standalone', 'api', 'worker']);
  if (!leftOut.has('browser')) await findBrowser();
  if (args.length === 0) {
    if (!isExecutable('make'))
      throw new Cure('the tests of the sandbox need make; run: apt-get install make');
    say('tests of the sandbox ...');
    await run('make', ['-C', 'native/box', 'test'], { show: true });
  }
  const services = await findServices(leftOut);
  const testUrls = Object.fromEntries(
    Object.entries(services.urls).map(([name, url]) => [`TEST_${name}`, url]),
  );
  const excluded = [...leftOut].flatMap((part) => ['--exclude', `**/*.${part}.*spec.ts`]);
  try {
    const withDocker = services.urls.DOCKER_HOST !== undefined;
    if (withDocker) await ensureRunnerImage('core', services.urls.DOCKER_HOST);
    // The product under test gets its own settings, never the ones of this shell.
    const env = { ...withoutSettings(process.env), ...testUrls };
    const vitest = (...more) =>
      run('node_modules/.bin/vitest', ['run', ...excluded, ...more], { show: true, env });
    if (args.length > 0) {
      await vitest(...args);
    } else {
      await vitest('libs/', 'apps/');
      // Whole products at work: one file at a time, so that they do not take each other's processors. One more try is
      // allowed (and shown), because neighbours of a virtual machine may stop it for seconds.
      await vitest('test/', '--no-file-parallelism', '--retry=1');
    }
    if (withDocker && args.length === 0) {
      say('once more with runner containers ...');
      await vitest('--config', 'vitest.docker.config.ts', '--no-file-parallelism', '--retry=1');
    }
  } finally {
    await services.stop();
  }
});

/** @returns {{ leftOut: Set<string>, args: string[] }} */
function readArguments(given) {
  const parts = [...PARTS, 'browser'];
  const isFlag = (arg) => arg.startsWith('--without-');
  const leftOut = new Set(given.filter(isFlag).map((arg) => arg.slice('--without-'.length)));
  for (const part of leftOut)
    if (!parts.includes(part))
      throw new Cure(`--without-${part}: there is no such part, choose of ${parts.join(', ')}`);
  return { leftOut, args: given.filter((arg) => !isFlag(arg)) };
}

function withoutSettings(env) {
  const settings = new Set([...SERVICES.map((service) => service.variable), 'DOCKER_HOST']);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !settings.has(name)));
}

/** The page is tested in a real Chromium; Debian's package is installed when that is possible. */
async function findBrowser() {
  if (process.env.CHROMIUM_PATH ? existsSync(process.env.CHROMIUM_PATH) : isExecutable('chromium')) return;
  const cure =
    'apt-get install chromium, set CHROMIUM_PATH, or leave its tests out with: npm test -- --without-browser';
  if (process.getuid?.() !== 0 || !isExecutable('apt-get'))
    throw new Cure(`the tests of the page need Chromium and found none; run: ${cure}`);
  say('installing chromium for the tests of the page ...');
  await run('apt-get', ['update', '-qq']);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
}
