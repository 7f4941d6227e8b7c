// `npm run test:times`: how long each test file took when it was run last, slowest first.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Cure, ROOT, runScript } from './lib/steps.mjs';

await runScript(async () => {
  const folder = join(ROOT, '.build/test-times');
  if (!existsSync(folder)) throw new Cure('no test has been run yet: npm test');
  const rows = readdirSync(folder).flatMap((name) =>
    JSON.parse(readFileSync(join(folder, name), 'utf8')).map((row) => ({
      ...row,
      run: name.replace('.json', ''),
    })),
  );
  rows.sort((a, b) => b.seconds - a.seconds);
  for (const { seconds, tests, file, run } of rows)
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${String(tests).padStart(4)} tests  ${file}  (${run})`);
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  console.log(`${total.toFixed(1).padStart(7)} s  in ${rows.length} files; some run at the same time`);
});
