import type { Archive } from '../archive/archive.js';
import { readText } from '../archive/content.js';
import { PackageError } from '../package-error.js';
import { looseShellWords } from '../text/shell-words.js';

/** How a test comes about: a file of the package, or what a generator prints. */
export type GenTest = { copy: string } | { generator: string | undefined; args: string[] };

/** Tests that count together; without points where the file knows no subtasks. */
export interface GenSubtask {
  points?: number;
  tests: GenTest[];
}

/** What a package says of its tests: the file that says it, and the subtasks in order. */
export interface Gen {
  path: string;
  subtasks: GenSubtask[];
}

/** `gen/GEN` of CMS, or `gen/cases.gen` of task-maker; undefined where neither is there. */
export async function readGen(archive: Archive): Promise<Gen | undefined> {
  const path = archive.first('gen/GEN', 'gen/cases.gen');
  if (path === undefined) return undefined;
  const lines = (await readText(archive.file(path)!)).split(/\r?\n/);
  const subtasks = path === 'gen/GEN' ? subtasksOfGen(lines) : subtasksOfCases(lines);
  if (subtasks.length > 1 && subtasks.some(({ points }) => points === undefined))
    throw new PackageError('broken_package', `${path} has tests before its first subtask`);
  return { path, subtasks };
}

/** A line is a test, the arguments of the one generator; comments begin a subtask or name a file. */
function subtasksOfGen(lines: readonly string[]): GenSubtask[] {
  const subtasks: GenSubtask[] = [{ tests: [] }];
  for (const line of lines) {
    const [, before = '', comment = ''] = /^([^#]*)(?:#(.*))?$/.exec(line) ?? [];
    const start = /^\s*ST:\s*([\d.]+)/.exec(comment);
    const copy = /^\s*COPY:\s*(\S.*?)\s*$/.exec(comment);
    if (start) subtasks.push({ points: Number(start[1]), tests: [] });
    else if (copy) subtasks.at(-1)!.tests.push({ copy: copy[1]! });
    else if (before.trim() !== '') {
      subtasks.at(-1)!.tests.push({ generator: undefined, args: looseShellWords(before) });
    }
  }
  return subtasks.filter(({ tests }) => tests.length > 0);
}

/** Lines with a colon in front are commands; any other is the arguments of the generator that is set. */
function subtasksOfCases(lines: readonly string[]): GenSubtask[] {
  const subtasks: GenSubtask[] = [{ tests: [] }];
  const generators = new Map<string, string>();
  let current = 'default';
  const run = (name: string, args: string[]): void => {
    subtasks.at(-1)!.tests.push({ generator: generators.get(name), args });
  };
  for (const line of lines) {
    const text = line.replace(/^\s*#.*$/, '').trim();
    const command = /^:\s*(\w+)\s*(.*)$/.exec(text);
    if (!command && text !== '') run(current, looseShellWords(text));
    if (!command) continue;
    const words = looseShellWords(command[2]!);
    const [name = '', path] = words;
    if (command[1] === 'SUBTASK') {
      subtasks.push({ points: Number(name), tests: [] });
      current = 'default';
    } else if (command[1] === 'GEN' && path !== undefined) generators.set(name, path);
    else if (command[1] === 'GEN') current = name;
    else if (command[1] === 'RUN') run(name, words.slice(1));
    else if (command[1] === 'COPY') subtasks.at(-1)!.tests.push({ copy: command[2]!.trim() });
  }
  return subtasks.filter(({ tests }) => tests.length > 0);
}
