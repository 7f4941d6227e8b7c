// `npm run check`: formatter, linter (who imports whom included), types, and known holes in packages.
import { auditPackages } from './lib/audit.mjs';
import { checkNode, inPairs, installPackages, run, runScript, say } from './lib/steps.mjs';

/** Takes a fifth of the time of version 6, whose programming interface the linter and nest's builder need. */
const TSC7 = 'node_modules/typescript7/bin/tsc';
// The longest first: two are done at a time.
const CHECKS = [
  ['lint', 'node_modules/.bin/eslint', ['.', '--max-warnings', '0']],
  ['formatting', 'node_modules/.bin/prettier', ['--check', '--log-level', 'warn', '.']],
  ['types', 'node', [TSC7, '--noEmit', '-p', 'tsconfig.json']],
  ['types of the web page', 'node', [TSC7, '--noEmit', '-p', 'apps/web/tsconfig.json']],
  // Shown, so that the number is seen to be 0.
  ['circles of imports', 'node', ['scripts/circles.mjs'], { show: true }],
];

await runScript(async () => {
  checkNode();
  await installPackages();
  await inPairs(
    CHECKS.map(([name, command, args, options]) => () => {
      say(`${name} ...`);
      return run(command, args, options);
    }),
  );
  say('known holes in packages ...');
  const looked = auditPackages();
  say(looked ? 'all checks passed' : 'all other checks passed');
});
