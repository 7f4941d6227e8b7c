// `npm test`: prepares everything from a bare clone, installs or starts what is missing, runs every test,
// stops what it started. `--without-postgres`, `--without-redis`, `--without-rabbitmq`, `--without-docker`,
// `--without-browser`, `--without-languages` leave a part out on purpose; other arguments go to vitest.
import { ensureChromium } from './lib/browser.mjs';
import { Cure, prepare, run, runScript, say } from './lib/steps.mjs';
import { makeKnownData } from './lib/known-data.mjs';
import { ensureRunnerImage } from './lib/runner-image.mjs';
import { PARTS, SERVICES, findServices } from './lib/services/ladder.mjs';
import { ONE_BY_ONE, TestRuns } from './lib/test-runs.mjs';
import { FURTHER_LANGUAGES, findFurtherTools, findLanguages, findTools } from './lib/tools.mjs';

/**
 * What measures time, fills the machine or looks at what others do: one file after the other. Everything else
 * runs side by side, a file for each processor.
 */
const ALONE = [
  ...['attacks/attacks', 'auth/fairness', 'e2e/crash', 'e2e/judging', 'runs/requests', 'web/robustness'],
  ...['distributed/backlog', 'distributed/chaos', 'distributed/deaths'],
  // Compiles the worker, which others start.
  'distributed/replicas',
  ...['docker/attacks.', 'docker/containers.', 'docker/kill.', 'docker/limits.'],
  // Counts what a worker removes of others.
  'docker/engine.',
].map((path) => `test/${path}`);

/**
 * Import the whole api, which costs more than most of their tests: the files of a process import it once,
 * instead of each file for itself.
 */
const SHARING = ['test/api/', 'test/auth/'];

await runScript(async () => {
  const { leftOut, args } = readArguments(process.argv.slice(2));
  await findTools();
  await findFurtherTools();
  await prepare(['standalone', 'api', 'worker', 'cli']);
  await makeKnownData();
  await findLanguages(!leftOut.has('languages'));
  if (leftOut.has('browser')) say('browser: left out on purpose (--without-browser)');
  else await ensureChromium();
  const services = await findServices(leftOut);
  const testUrls = Object.fromEntries(
    Object.entries(services.urls).map(([name, url]) => [`TEST_${name}`, url]),
  );
  try {
    const withDocker = services.urls.DOCKER_HOST !== undefined;
    if (withDocker) await ensureRunnerImage('core', services.urls.DOCKER_HOST);
    const runs = new TestRuns({
      args: exclude([...leftOut].map((part) => `**/*.${part}.*spec.ts`)),
      // The product under test gets its own settings, never the ones of this shell.
      env: { ...withoutSettings(process.env), ...testUrls },
    });
    const env = leftOut.has('languages')
      ? { TEST_WITHOUT_LANGUAGES: FURTHER_LANGUAGES.join(), ATTACKS_WITHOUT: 'javac' }
      : {};
    if (args.length > 0) {
      await runs.once('single', args, env);
    } else {
      runs.measureAnew();
      say('tests of the sandbox ...');
      await runs.also(() => run('make', ['-C', 'native/box', 'test'], { show: true }));
      const exceptAlone = exclude(ALONE.map((path) => `${path}*`));
      const exceptSharing = exclude(SHARING.map((path) => `${path}**`));
      await runs.sideBySide('sharing', [...exceptAlone, '--no-isolate', ...SHARING], { env });
      await runs.sideBySide('together', [...exceptAlone, ...exceptSharing], { env });
      await runs.once('alone', [...ONE_BY_ONE, ...ALONE], env);
    }
    if (withDocker && args.length === 0) {
      // The image has every language, whatever this host lacks.
      say('once more with runner containers ...');
      await runs.sideBySide('docker', [], { config: ['--config', 'vitest.docker.config.ts'] });
    }
    runs.end();
  } finally {
    await services.stop();
  }
});

function exclude(globs) {
  return globs.flatMap((glob) => ['--exclude', glob]);
}

/** @returns {{ leftOut: Set<string>, args: string[] }} */
function readArguments(given) {
  const parts = [...PARTS, 'browser', 'languages'];
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
