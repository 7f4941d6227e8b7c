// Which source file imports which, and where these imports run in circles. Types count: who needs another's
// words needs the other. Tests and their helpers do not count: they may look at everything.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

const SOURCE = /\.tsx?$/;
const TEST = /\.spec\.tsx?$|\.d\.ts$|(^|\/)testing(\.ts$|\/)/;
const LIBRARY = /^@app\/([^/]+)$/;

/**
 * @param {string} root where the house stands
 * @param {readonly string[]} [folders] its parts that are looked at
 * @returns {Map<string, string[]>} each source file with those it imports; paths relative to the root
 */
export function importGraph(root, folders = ['apps', 'libs', 'src']) {
  const files = folders.flatMap((folder) => sourcesBelow(root, folder)).sort();
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
      const targets = importedFiles.map(({ fileName }) => resolve(known, file, fileName));
      return [file, [...new Set(targets.filter((target) => target !== undefined && target !== file))]];
    }),
  );
}

function sourcesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
    .filter((path) => SOURCE.test(path) && !TEST.test(path) && !/\/(node_modules|dist)\//.test(path));
}

/** The file that an import means; undefined: a package, a style sheet. */
function resolve(known, file, name) {
  const library = LIBRARY.exec(name)?.[1];
  const path = library
    ? `libs/${library}/src/index`
    : posix.join(dirname(file), name.replace(/\.[jt]sx?$/, ''));
  if (!library && !name.startsWith('.')) return undefined;
  return [`${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((candidate) => known.has(candidate));
}

/**
 * Files that need each other, in groups.
 * @param {Map<string, string[]>} graph
 * @returns {string[][]}
 */
export function fileCircles(graph) {
  return strongComponents(graph).filter((group) => group.length > 1);
}

/**
 * Folders that need each other: of what lies in one folder, files and folders with all that is below them,
 * nothing may lead back to itself. A folder's own files and the folders beside them are neighbours, so a
 * table may list what is in the folders, and these may use the interface that lies beside the table.
 * @param {Map<string, string[]>} graph
 * @returns {{ within: string, members: string[], imports: string[] }[]} `imports`: each `file -> file` between the members
 */
export function folderCircles(graph) {
  const imports = [...graph].flatMap(([from, targets]) => targets.map((to) => neighbours(from, to)));
  return [...groupBy(imports, ({ within }) => within)].flatMap(([within, links]) => {
    const level = new Map(
      links.flatMap(({ a, b }) => [
        [a, []],
        [b, []],
      ]),
    );
    for (const { a, b } of links) level.get(a).push(b);
    return strongComponents(level)
      .filter((group) => group.length > 1 && group.some((item) => !SOURCE.test(item)))
      .map((members) => ({
        within,
        members: members.sort(),
        imports: links
          .filter(({ a, b }) => members.includes(a) && members.includes(b))
          .map(({ from, to }) => `${from} -> ${to}`),
      }));
  });
}

/** The folder that both are in, and in which of its items each of them is. */
function neighbours(from, to) {
  const [a, b] = [from.split('/'), to.split('/')];
  let depth = 0;
  while (a[depth] === b[depth]) depth += 1;
  return { within: a.slice(0, depth).join('/'), a: a[depth], b: b[depth], from, to };
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Tarjan's strongly connected components. */
function strongComponents(graph) {
  const [index, low, stack, groups] = [new Map(), new Map(), [], []];
  const visit = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)));
    }
    if (low.get(node) !== index.get(node)) return;
    groups.push(stack.splice(stack.indexOf(node)));
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return groups;
}
