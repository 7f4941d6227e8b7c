// `npm run test:quick`: what to run while working: the units, and one job from end to end. No service, no
// other language.
import { availableParallelism } from 'node:os';
import { prepare, run, runScript } from './lib/steps.mjs';

/** Files that need a service, a box or a whole toolchain, and those that take their time on purpose. */
const SLOW = [
  '**/*.{postgres,redis,rabbitmq,docker,browser,box}.*spec.ts',
  'apps/worker/src/runner/**',
  'apps/api/src/platform/database/embedded/**',
  'libs/clex/src/**/{golden,properties,random,generator}.spec.ts',
];

await runScript(async () => {
  await prepare(['standalone']);
  const args = [
    'libs/',
    'apps/',
    'test/lint',
    'test/e2e/one-job',
    ...SLOW.flatMap((glob) => ['--exclude', glob]),
  ];
  await run('node_modules/.bin/vitest', ['run', `--maxWorkers=${availableParallelism()}`, ...args], {
    show: true,
    env: { ...process.env, TEST_RUN: 'quick' },
  });
});
