import type { JudgeTest } from '@app/contracts';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CliError } from '../exit-codes.js';
import type { Io } from '../io.js';

/** Names of input files and of the answer files that may belong to them, the more usual first. */
const INPUT = /^(.*?)(?:\.(in|inp|input|txt)|\.in\.txt)$|^(?:input)(\d+)(?:\.txt)?$/i;
const ANSWERS = ['.out', '.ans', '.a', '.output', '.expected', '.sol', '.out.txt'];

/**
 * Reads `NAME.in` with `NAME.out` (or .ans, .a ...), `NAME` with `NAME.a`, and `inputN` with `outputN` from a
 * folder and the folders below it, in natural order. An input without an answer only has to be run through.
 * @throws CliError when the folder cannot be read or holds no test
 */
export async function readTests(folder: string, io: Io): Promise<JudgeTest[]> {
  const root = resolve(io.cwd, folder);
  const found = await stat(root).catch(() => null);
  if (!found) throw new CliError(`${folder}: there is no such folder`);
  if (!found.isDirectory()) throw new CliError(`${folder}: is no folder`);
  const names = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const all = new Set(names);
  const tests: JudgeTest[] = [];
  for (const name of names.sort(natural)) {
    const pair = pairOf(name, all);
    if (!pair) continue;
    const test: JudgeTest = { name: pair.name, ...(await textOf(join(root, name), 'input')) };
    if (pair.answer !== null) test.expectedOutput = await readFile(join(root, pair.answer), 'utf8');
    tests.push(test);
  }
  if (tests.length === 0)
    throw new CliError(`${folder}: holds no test; expected files such as 1.in with 1.out`);
  return tests;
}

async function textOf(path: string, field: 'input'): Promise<Pick<JudgeTest, 'input' | 'inputEncoding'>> {
  const bytes = await readFile(path);
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return { [field]: text };
  return { [field]: bytes.toString('base64'), inputEncoding: 'base64' };
}

function pairOf(name: string, all: ReadonlySet<string>): { name: string; answer: string | null } | null {
  const [, base, , number] = INPUT.exec(name) ?? [];
  if (number !== undefined) {
    const answer = [`output${number}.txt`, `output${number}`].find((path) => all.has(path));
    return { name: number, answer: answer ?? null };
  }
  if (base !== undefined) {
    const answer = ANSWERS.map((ending) => base + ending).find((path) => all.has(path));
    return { name: base, answer: answer ?? null };
  }
  return all.has(`${name}.a`) ? { name, answer: `${name}.a` } : null;
}

const collator = new Intl.Collator('en', { numeric: true });
const natural = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1);
