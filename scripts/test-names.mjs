// `npm run test:names -- COMMIT`: which tests went and which came since that commit, by the names that stand
// in the source. The rows of a table (`it.each`) have one name; a test that only moved to another file is not
// listed.
import { Cure, runScript } from './lib/steps.mjs';
import { namesAt, namesNow } from './lib/test-sources.mjs';

await runScript(async () => {
  const [commit] = process.argv.slice(2);
  if (commit === undefined) throw new Cure('name the commit to compare with: npm run test:names -- HEAD~20');
  const before = namesAt(commit);
  const after = namesNow();
  report('went', before, after);
  report('came', after, before);
});

function report(word, some, others) {
  const only = [...some].flatMap(([name, files]) =>
    files.slice(others.get(name)?.length ?? 0).map((file) => `${file}: ${name}`),
  );
  const total = [...some.values()].reduce((sum, files) => sum + files.length, 0);
  console.log(`${only.length} of ${total} names ${word}:`);
  for (const line of only.sort()) console.log(`  ${line}`);
}
