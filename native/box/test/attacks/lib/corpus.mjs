// The corpus: reads the head of every attack program and builds what needs building.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { OUTCOMES } from './box-client.mjs';

const run = promisify(execFile);
const UNITS = { '': 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
const KEYS = new Set([
  'attack', 'variant', 'expect', 'signal', 'stdout', 'stdin', 'limits', 'case', 'box', 'leftovers', 'peak-memory', 'peak-processes',
  'collect', 'collect-any', 'collect-bytes', 'keep', 'reput', 'kill-box', 'kill-when', 'witness', 'neighbour', 'compiler', 'interpreter', 'known', 'note', 'arch', 'stderr',
]);
/** As Node names them; `arch:` says the only one that a program is for. */
const ARCHITECTURES = ['x64', 'arm64'];
const ADDRESS_SPACES = { none: 0, as: 1, data: 2 };

/** `64MiB` or `1000` as a number. */
export function parseSize(text) {
  const match = /^(\d+)(KiB|MiB|GiB|)$/.exec(text);
  if (!match) throw new Error(`not a size: ${text}`);
  return Number(match[1]) * UNITS[match[2]];
}

function parseLimits(text, defaults) {
  const limits = { ...defaults };
  let isLargeFiles = false;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const [name, value] = word.split('=');
    if (name === 'wall') limits.wallTimeLimitMs = Number(value);
    else if (name === 'cpu') limits.cpuTimeLimitMs = Number(value);
    else if (name === 'memory') limits.memoryLimitBytes = parseSize(value);
    else if (name === 'output') limits.outputLimitBytes = parseSize(value);
    else if (name === 'processes') limits.processLimit = Number(value);
    else if (name === 'space') limits.addressSpace = ADDRESS_SPACES[value];
    else if (name === 'large-files') isLargeFiles = true;
    else throw new Error(`unknown limit ${word}`);
  }
  return { limits, isLargeFiles };
}

function parseExpect(text) {
  const outcomes = text.split('|').map((word) => word.trim());
  for (const outcome of outcomes) if (!OUTCOMES.includes(outcome)) throw new Error(`unknown outcome ${outcome}`);
  return outcomes;
}

/**
 * The `// key: value` lines at the top; `key@mode` overrides `key` where `mode` is `reduced`, `user`,
 * `reduced-user`, `processes` ...
 */
function readHead(text) {
  const head = [];
  for (const line of text.split('\n')) {
    const match = /^(?:\/\/|#) ([a-z-]+)(?:@([a-z-]+))?: (.*)$/.exec(line);
    if (!match) break;
    if (!KEYS.has(match[1])) throw new Error(`unknown key ${match[1]}`);
    head.push({ key: match[1], mode: match[2], value: match[3].trim() });
  }
  return head;
}

function headReader(head, mode, variant) {
  const order = [`${mode.isolation}-${mode.as}`, mode.isolation, mode.as, variant, undefined];
  const all = (key) => {
    for (const name of order) {
      const found = head.filter((entry) => entry.key === key && entry.mode === name);
      if (found.length > 0) return found.map((entry) => entry.value);
    }
    return [];
  };
  return { all, get: (key, otherwise) => all(key)[0] ?? otherwise };
}

const DEFAULT_LIMITS = { wallTimeLimitMs: 4_000, cpuTimeLimitMs: 2_000, memoryLimitBytes: 256 * 2 ** 20, outputLimitBytes: 2 ** 20, processLimit: 16 };
const COMPILER_LIMITS = { wallTimeLimitMs: 8_000, cpuTimeLimitMs: 3_000, memoryLimitBytes: 512 * 2 ** 20, outputLimitBytes: 32 * 2 ** 20, processLimit: 48 };

/** One attack per file, variant and case. */
function attacksOf(root, file, mode) {
  const text = readFileSync(file, 'utf8');
  const lines = readHead(text);
  const variants = lines.some(({ key }) => key === 'compiler') ? ['processes'] : (lines.find(({ key }) => key === 'variant')?.value ?? 'run').split(/\s+/);
  return variants.flatMap((variant) => casesOf(root, file, text, headReader(lines, mode, variant), variant));
}

function casesOf(root, file, text, head, variant) {
  const compiler = head.get('compiler'), interpreter = head.get('interpreter');
  const { limits, isLargeFiles } = parseLimits(head.get('limits', ''), compiler ? COMPILER_LIMITS : DEFAULT_LIMITS);
  if (!head.get('attack')) throw new Error('no head');
  if (head.get('arch') && !ARCHITECTURES.includes(head.get('arch'))) throw new Error(`unknown architecture ${head.get('arch')}`);
  const base = {
    file, text, compiler, interpreter, limits, isLargeFiles, title: head.get('attack'), known: head.get('known'), arch: head.get('arch'),
    boxOptions: head.get('box', '').split(/\s+/).filter(Boolean), stdin: head.get('stdin', ''),
    stderr: head.get('stderr'), stdout: head.get('stdout', compiler ? 'any' : 'contained'), leftovers: head.get('leftovers', compiler ? 'allowed' : 'none'),
    peakMemoryBytes: head.get('peak-memory') ? parseSize(head.get('peak-memory')) : undefined,
    peakProcesses: head.get('peak-processes') ? Number(head.get('peak-processes')) : undefined,
    isKept: head.get('keep') === 'yes', collect: head.get('collect')?.split(/\s+/).sort(), isCollected: head.get('collect-any') === 'yes',
    collectBytes: head.get('collect-bytes') ? parseSize(head.get('collect-bytes')) : undefined,
    killedProcess: head.get('kill-box'), killWhen: Number(head.get('kill-when', '1')), isPutAgain: head.get('reput') === 'yes', hasWitness: head.get('witness') === 'yes', hasNeighbour: head.get('neighbour') === 'yes',
  };
  const cases = head.all('case').map((line) => Object.fromEntries(line.split(/\s+/).map((word) => word.split(/=(.*)/).slice(0, 2))));
  if (cases.length === 0) cases.push({ expect: head.get('expect'), signal: head.get('signal') });
  return cases.map((one) => ({
    ...base, variant, args: one.args === undefined ? [] : [one.args], expect: parseExpect(one.expect ?? ''),
    signals: one.signal?.split('|'), exitCode: one.exit === undefined ? undefined : Number(one.exit),
    name: [relative(root, file), variant, one.args].filter((part) => part !== undefined).join(' '),
  }));
}

/** Every attack below `root` for a mode `{ isolation, as }`, sorted by name. */
export function loadCorpus(root, mode) {
  const files = readdirSync(root, { recursive: true }).map((name) => join(root, name))
    .filter((file) => ['.c', '.cpp', '.java', '.sh', '.py', '.js'].includes(extname(file)) && statSync(file).isFile());
  return files.sort().flatMap((file) => {
    try { return attacksOf(root, file, mode); } catch (error) { throw new Error(`${file}: ${error.message}`); }
  });
}

/**
 * Builds one static program unless the result is newer than the source and its header. Gives the path; throws
 * what the compiler said.
 */
export async function compile(source, buildDir, header, compiler = 'gcc') {
  const target = join(buildDir, `${basename(join(source, '..'))}-${basename(source, '.c')}`);
  const newest = Math.max(statSync(source).mtimeMs, statSync(header).mtimeMs);
  if (existsSync(target) && statSync(target).mtimeMs > newest) return target;
  mkdirSync(buildDir, { recursive: true });
  // Renamed at the end: another driver may build the same program meanwhile.
  const made = `${target}.${process.pid}`;
  await run(compiler, ['-static', '-O1', '-pthread', '-s', '-Wall', '-Wextra', '-Werror', '-o', made, source]);
  renameSync(made, target);
  return target;
}

/**
 * Builds what has to be built of these attacks: `file -> { path }`, or `file -> { error }`, which takes
 * nothing from the others.
 */
export async function compileAll(attacks, buildDir, header, compiler) {
  const built = new Map();
  for (const { file, compiler: isSource, interpreter } of attacks) {
    if (isSource || interpreter || built.has(file)) continue;
    built.set(file, await compile(file, buildDir, header, compiler).then((path) => ({ path }), (error) => ({ error: error.stderr?.trim() || error.message })));
  }
  return built;
}
