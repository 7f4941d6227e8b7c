// The compilers and tools that the tests need: found, or installed, or named in one line.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { findProgram, installDebian, mayInstall } from './debian.mjs';
import { Cure, ROOT, findCompiler, say } from './steps.mjs';

/** Debian's package of each program without which no test makes sense. */
const TOOLS = { make: 'make', setpriv: 'util-linux', unshare: 'util-linux' };

/**
 * What a few tests need, which say so themselves where it is missing; not in CI, where nothing is left out.
 */
const FURTHER_TOOLS = [
  {
    what: 'a compiler for arm64',
    packages: ['gcc-aarch64-linux-gnu', 'libc6-dev-arm64-cross'],
    isThere: () =>
      process.arch !== 'x64' ||
      (findProgram('aarch64-linux-gnu-gcc') !== null && existsSync('/usr/aarch64-linux-gnu/lib/libc.a')),
  },
  {
    what: 'a Node.js where every box sees it',
    packages: ['nodejs'],
    isThere: () => ['/usr/bin/node', '/usr/local/bin/node'].some((path) => existsSync(path)),
  },
];

/** Languages that only tests of languages need; `--without-languages` leaves them out. */
export const FURTHER_LANGUAGES = ['java', 'rust', 'go', 'ruby', 'php'];

/** Before anything is built. @throws Cure when something is missing and cannot be installed */
export async function findTools() {
  const missing = Object.keys(TOOLS).filter((program) => findProgram(program) === null);
  const packages = [...new Set(missing.map((program) => TOOLS[program]))];
  if (!canCompile()) {
    missing.push('a C compiler');
    packages.push('gcc', 'libc6-dev');
  }
  if (missing.length > 0) await installDebian({ what: missing.join(', '), packages });
}

/** Installs what a few tests need, where that is possible. */
export async function findFurtherTools() {
  for (const { what, packages, isThere } of FURTHER_TOOLS) {
    if (isThere()) continue;
    if (mayInstall()) await installDebian({ what, packages });
    else say(`${what}: not here (apt-get install ${packages.join(' ')}); the tests that need it say so`);
  }
}

function canCompile() {
  try {
    return findCompiler() !== '';
  } catch (error) {
    if (error instanceof Cure) return false;
    throw error;
  }
}

/**
 * Asks the worker's own table and search, so that what is missing here is what a worker would miss. The
 * worker must have been built.
 * @param {boolean} all whether the further languages are wanted as well
 * @param {object} [places] where to look (SearchPlaces); default: as a worker does
 * @throws Cure when a language is missing and cannot be installed
 */
export async function findLanguages(all, places) {
  const folder = `${ROOT}/dist/apps/worker/apps/worker/src/runner`;
  const load = (path) => import(pathToFileURL(`${folder}/${path}.js`).href);
  const { CORE_ROWS, LANGUAGE_ROWS } = await load('languages/table');
  const { findCandidates, hostPlaces } = await load('detection/candidates');
  const searched = places ?? hostPlaces(process.env.PATH);
  const missing = [];
  for (const row of LANGUAGE_ROWS) {
    const isFurther = FURTHER_LANGUAGES.includes(row.id);
    if (isFurther ? !all : !CORE_ROWS.includes(row)) continue;
    if ((await findCandidates(row, searched)).length === 0) missing.push(row);
  }
  if (!all) say(`${FURTHER_LANGUAGES.join(', ')}: left out on purpose (--without-languages)`);
  if (missing.length === 0) return;
  const mayBeLeftOut = missing.every(({ id }) => FURTHER_LANGUAGES.includes(id));
  await installDebian({
    what: missing.map(({ name }) => name).join(', '),
    packages: missing.flatMap((row) => row.packages),
    otherwise: mayBeLeftOut ? ', or leave their tests out with: npm test -- --without-languages' : '',
  });
}
