// `npm run test:times`: how long each test file took when it was run last, slowest first.
// `npm run test:times -- --since COMMIT`: how much of that goes to tests that the commit had already, and how
// much to those that came since, by their names in the source.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Cure, ROOT, runScript } from './lib/steps.mjs';

const seconds = (value) => `${value.toFixed(1).padStart(7)} s`;
const count = (value) => `${String(value).padStart(4)} tests`;
const sum = (values) => values.reduce((total, value) => total + value, 0);

await runScript(async () => {
  const { since } = parseArgs({ options: { since: { type: 'string' } } }).values;
  const runs = readRuns();
  const print = since === undefined ? printFiles : await splitter(since);
  print(runs);
});

/** @typedef {import('./lib/times-since.mjs').Row} Row */
/** @returns {{ run: string, wallSeconds: number, files: Row[] }[]} as test/support/vitest/reporter.ts keeps them */
function readRuns() {
  const folder = join(ROOT, '.build/test-times');
  const runs = (existsSync(folder) ? readdirSync(folder) : []).map((name) => ({
    run: name.replace('.json', ''),
    ...JSON.parse(readFileSync(join(folder, name), 'utf8')),
  }));
  if (runs.length === 0) throw new Cure('no test has been run yet: npm test');
  const old = runs.find(({ files }) => files === undefined);
  if (old) throw new Cure(`the times of "${old.run}" are of an older version: run its tests again`);
  return runs;
}

function printFiles(runs) {
  const rows = runs.flatMap(({ run, files }) => files.map((row) => ({ ...row, run })));
  rows.sort((a, b) => b.seconds - a.seconds);
  for (const row of rows)
    console.log(`${seconds(row.seconds)}  ${count(row.each.length)}  ${row.file}  (${row.run})`);
  for (const { run, wallSeconds } of runs)
    console.log(`${seconds(wallSeconds)}  the run "${run}" from start to end`);
  const total = sum(rows.map((row) => row.seconds));
  console.log(`${seconds(total)}  in ${rows.length} files; some run at the same time`);
}

async function splitter(commit) {
  // The compiler that finds the names takes a second to load.
  const { namesAt, namesNow, pathsAt } = await import('./lib/test-sources.mjs');
  const { splitTimes } = await import('./lib/times-since.mjs');
  const [before, after, filesBefore] = [namesAt(commit), namesNow(), pathsAt(commit)];
  return (runs) => {
    const parts = runs.map(({ run, wallSeconds, files }) => {
      const rows = splitTimes(files, before, after, filesBefore).map((row) => ({ ...row, run }));
      const [existed, added] = ['existed', 'added'].map((name) => ({
        tests: sum(rows.map((row) => row[name].tests)),
        seconds: sum(rows.map((row) => row[name].seconds)),
      }));
      // What no file has is shared as the files are.
      const wallAdded = (wallSeconds * added.seconds) / (existed.seconds + added.seconds || 1);
      return { run, rows, existed, added, wallAdded, wallExisted: wallSeconds - wallAdded };
    });
    const rows = parts.flatMap((part) => part.rows).filter((row) => row.added.tests > 0);
    rows.sort((a, b) => b.added.seconds - a.added.seconds);
    const line = ({ existed, added }, what) =>
      console.log(
        `${seconds(existed.seconds)}  ${count(existed.tests)}  |${seconds(added.seconds)}  ${count(added.tests)}  ${what}`,
      );
    console.log(`existed at ${commit}  |  added since, of each file with such tests:`);
    for (const row of rows) line(row, `${row.file}  (${row.run})`);
    console.log('of each run:');
    for (const part of parts) line(part, `"${part.run}"`);
    console.log('from start to end, each run shared as its files are:');
    const walls = {
      existed: sum(parts.map((part) => part.wallExisted)),
      added: sum(parts.map((part) => part.wallAdded)),
    };
    console.log(`${seconds(walls.existed)}  existed`);
    console.log(`${seconds(walls.added)}  added since`);
  };
}
