// `npm run test:names -- COMMIT`: which tests went and which came since that commit, by the names that stand
// in the source. The rows of a table (`it.each`) have one name; a test that only moved to another file is not
// listed.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { Cure, ROOT, runScript } from './lib/steps.mjs';

const SOURCES = ['apps/*.ts', 'libs/*.ts', 'test/*.ts'];
const git = (...args) =>
  execFileSync('git', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

await runScript(async () => {
  const [commit] = process.argv.slice(2);
  if (commit === undefined) throw new Cure('name the commit to compare with: npm run test:names -- HEAD~20');
  const before = namesOf(filesAt(commit));
  const after = namesOf(filesNow());
  report('went', before, after);
  report('came', after, before);
});

/** @yields {[string, string]} path and text */
function* filesAt(commit) {
  const found = git('grep', '-lE', String.raw`\b(it|test)(\.[a-zA-Z]+)*\(`, commit, '--', ...SOURCES);
  for (const line of found.trim().split('\n')) yield [line.slice(line.indexOf(':') + 1), git('show', line)];
}

/** @yields {[string, string]} path and text, also of files that are not committed yet */
function* filesNow() {
  const found = git(
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
    '--',
    ...SOURCES,
  );
  const gone = new Set(git('ls-files', '--deleted').trim().split('\n'));
  for (const path of found.trim().split('\n'))
    if (!gone.has(path)) yield [path, readFileSync(join(ROOT, path), 'utf8')];
}

/** @returns {Map<string, string[]>} the files of each name */
function namesOf(files) {
  const names = new Map();
  for (const [path, text] of files) {
    const visit = (node) => {
      const name = ts.isCallExpression(node) && isTest(node.expression) ? nameIn(node) : null;
      if (name !== null) names.set(name, [...(names.get(name) ?? []), path]);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  }
  return names;
}

/** Whether what is called is `it`, `it.skipIf(...)`, `it.each(...)` and the like. */
function isTest(callee) {
  if (ts.isIdentifier(callee)) return callee.text === 'it' || callee.text === 'test';
  if (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) return isTest(callee.expression);
  return ts.isTaggedTemplateExpression(callee) && isTest(callee.tag);
}

/** The name of a test; null: this call makes none yet, as `it.each(rows)`. */
function nameIn({ arguments: [name, body] }) {
  if (body === undefined || (!ts.isStringLiteralLike(name) && !ts.isTemplateExpression(name))) return null;
  return ts.isStringLiteralLike(name)
    ? name.text
    : name.templateSpans.reduce((text, span) => `${text}…${span.literal.text}`, name.head.text);
}

function report(word, some, others) {
  const only = [...some].flatMap(([name, files]) =>
    files.slice(others.get(name)?.length ?? 0).map((file) => `${file}: ${name}`),
  );
  const total = [...some.values()].reduce((sum, files) => sum + files.length, 0);
  console.log(`${only.length} of ${total} names ${word}:`);
  for (const line of only.sort()) console.log(`  ${line}`);
}
