// `npm run languages`: writes docs/languages.md from the table of languages, so that the two cannot drift.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, buildApp, checkNode, installPackages, runScript } from './lib/steps.mjs';

const INTRODUCTION = `# Languages

<!-- Written by \`npm run languages\` from apps/worker/src/runner/languages; a test compares the two. -->

A worker offers the languages whose tools it finds and sees work: at its start each toolchain compiles and runs a small program in the
sandbox. What worked is kept, so that a later start with the same tools, or the same image, does not try it again. \`GET /api/v1/languages\` lists
what the live workers have, with versions. Several versions of one language are offered beside each other: \`python\` is the newest,
\`python-3.9\` that one.

With \`RUNNER=native\` the tools of the machine are looked for; the packages below are Debian's. With \`RUNNER=docker\` they come from the
runner image: \`npm run image\` builds \`core\`, \`npm run image -- full\` builds \`full\` (minutes and gigabytes), which is taken when the engine has
it.

To add a language, add its row to the table, its package to \`docker/runner.Dockerfile\` and its samples to \`test/languages\`, then run
\`npm run languages\` and \`npm run test:full\`, which tries each language of the image with four programs: one that greets, one that adds the
numbers on its standard input, one that is wrong, one that never ends.
`;

const DETAILS = `## How programs are compiled and run

Without a shell, in a writable directory that holds the program's files and nothing else. \`ARGS\` are the submitter's \`compileArgs\`, where the language
takes some; \`SOURCES\` the main file and further files of the language; \`LIBRARIES\` the \`linkArgs\` and those of the \`compileArgs\` that name a
library; \`MEMORY\` and \`STACK\` follow from the limits, \`VARIANT\` from what the toolchain is able to do, the first of what is
listed that works. \`runArgs\` come last. What is wrong with a program that is not compiled is a compile error where its
language can be asked to read it, else a runtime error.
`;

/** The tool's name without its versions: the literal beginning of the pattern. */
const toolName = ({ find }) => /^\^((?:\\.|[\w-])+)/.exec(find.names.source)[1].replaceAll('\\', '');

/** A command as a person would read it. */
function command(row, argv) {
  const texts = {
    tool: toolName(row),
    companion: row.find.companion ?? '',
    source: row.source,
    entry: 'CLASS',
    tmp: '/tmp',
    variant: 'VARIANT',
    args: 'ARGS',
    sources: 'SOURCES',
    linkArgs: 'LIBRARIES',
  };
  const words = argv
    // Of the second one only facades make use.
    .filter((word) => word !== '{warmArgs}' && word !== '{interpreterArgs}')
    .map((word) =>
      word
        .replaceAll('{program}', '/box/program')
        .replace(/^\{default:(.+)\}$/, '$1')
        .replace(/\{memoryMiB:[^}]*\}/, 'MEMORY')
        .replace(/\{stackMiB:[^}]*\}/, 'STACK')
        .replace(/\{(\w+)\}/g, (all, name) => texts[name] ?? all),
    );
  return words.map((word) => (/[\s"$;&]/.test(word) ? `'${word}'` : word)).join(' ');
}

const code = (text) => `\`${text}\``;
const codes = (texts) => texts.map(code).join(', ');

function tableOf(rows) {
  const lines = rows.map(({ id, name, aliases, kind, source, packages, imageVersion }) =>
    ['', name, code(id), imageVersion, codes(aliases), kind, code(source), codes(packages), '']
      .join(' | ')
      .trim(),
  );
  return [
    '| language | id | version in the image | other names | kind | main file | Debian packages |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

function detailsOf(row) {
  const lines = [`### ${row.name}`, '', '```text'];
  if (row.compile) lines.push(command(row, row.compile.argv));
  lines.push(command(row, row.run.argv), '```', '');
  const variants = (row.variants ?? []).map((each) => [...(each.compile ?? []), ...(each.run ?? [])]);
  if (variants.length > 0)
    lines.push(
      `\`VARIANT\`: ${variants.map((words) => (words.length > 0 ? code(words.join(' ')) : 'nothing')).join(', else ')}.`,
      '',
    );
  if (row.libraries) lines.push(`Libraries of the full image: ${codes(row.libraries)}.`, '');
  if (row.check)
    lines.push(
      `A program that fails is then read once more by ${code(command(row, row.check))}: one that cannot be read is a compile error.`,
      '',
    );
  if (row.run.processes)
    lines.push('Programs may start processes, also where limits do not allow it to others.', '');
  return lines.join('\n');
}

/**
 * The text of docs/languages.md.
 * @param {{ core: readonly object[], more: readonly object[] }} table the rows (apps/worker/src/runner/languages/row.ts) of the core image,
 *   and those that only the full image has
 * @returns {Promise<string>}
 */
export async function languagesPage({ core, more }) {
  const { format, resolveConfig } = await import('prettier');
  const page = [
    INTRODUCTION,
    `## In both images\n\n${tableOf(core)}`,
    `## In the full image only\n\n${tableOf(more)}`,
    DETAILS,
    ...[...core, ...more].map(detailsOf),
  ].join('\n');
  return format(page, { ...(await resolveConfig(join(ROOT, 'docs/languages.md'))), parser: 'markdown' });
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    checkNode();
    await installPackages();
    await buildApp('worker');
    const folder = join(ROOT, 'dist/apps/worker/apps/worker/src/runner/languages');
    const load = (name) => import(pathToFileURL(join(folder, name)).href);
    const [{ CORE_ROWS }, { MORE_ROWS }] = [await load('table.js'), await load('more.js')];
    writeFileSync(join(ROOT, 'docs/languages.md'), await languagesPage({ core: CORE_ROWS, more: MORE_ROWS }));
  });
}
