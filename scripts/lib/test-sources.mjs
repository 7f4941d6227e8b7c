// The names of tests that stand in the source, now or at a commit. The rows of a table (`it.each`) have one
// name, with the words that Vitest replaces; the parts of a template that are computed are `…`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './steps.mjs';

const SOURCES = ['apps/*.ts', 'libs/*.ts', 'test/*.ts'];
const git = (...args) =>
  execFileSync('git', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** @returns {Map<string, string[]>} the files of each name */
export const namesAt = (commit) => namesOf(filesAt(commit));
/** @returns {Map<string, string[]>} the files of each name, those included that are not committed yet */
export const namesNow = () => namesOf(filesNow());

/** @returns {Set<string>} the files that the commit had, those included that have another name now */
export function pathsAt(commit) {
  const had = git('ls-tree', '-r', '--name-only', commit, '--', ...SOURCES.map(folderOf));
  const renamed = git('diff', '-M', '--diff-filter=R', '--name-only', commit, '--', ...SOURCES.map(folderOf));
  return new Set(`${had}${renamed}`.trim().split('\n'));
}

const folderOf = (source) => source.slice(0, source.indexOf('/') + 1);

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
