import { droppedFiles } from '../../ui/foundFiles.js';
import { unzip, type Unzipped } from 'fflate';
import type { TestDraft } from '../../features/drafts/judgeDraft.js';

/** What was read, and files that belong to no test. */
export interface ReadTests {
  tests: TestDraft[];
  leftOut: string[];
}

/** More than the service takes in one body is of no use. */
const MAX_BYTES = 64 * 1024 * 1024;
const ANSWERS = ['out', 'ans', 'a', 'diff', 'ok'];

/**
 * Reads tests of files and zips: `1.in` with `1.out` or `1.ans`, Polygon's `01` with `01.a`. @throws Error in
 * words
 */
export async function readTests(files: readonly File[]): Promise<ReadTests> {
  const found = new Map<string, Uint8Array>();
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (/\.zip$/i.test(file.name) || isZip(bytes))
      for (const [name, content] of Object.entries(await unpack(bytes))) found.set(name, content);
    else found.set(file.name, bytes);
  }
  return pairUp(found);
}

/** Files that were dropped, and all that is in dropped folders; their names are paths. */
export async function filesOfEntries(entries: readonly FileSystemEntry[]): Promise<File[]> {
  return (await droppedFiles(entries)).map(({ path, file }) => new File([file], path));
}

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3;

function unpack(bytes: Uint8Array): Promise<Unzipped> {
  let total = 0;
  return new Promise((resolve, reject) => {
    unzip(
      bytes,
      {
        filter: ({ name, originalSize }) => {
          if (name.endsWith('/') || /(^|\/)(__MACOSX|\.)/.test(name)) return false;
          total += originalSize;
          return total <= MAX_BYTES;
        },
      },
      (error, files) => {
        if (error) reject(new Error(`this is no zip that can be read (${error.message})`));
        else if (total > MAX_BYTES) reject(new Error('the zip holds more than 64 MiB'));
        else resolve(files);
      },
    );
  });
}

/** Puts inputs and answers together by their names. */
export function pairUp(files: ReadonlyMap<string, Uint8Array>): ReadTests {
  const decoder = new TextDecoder();
  const tests: TestDraft[] = [];
  const used = new Set<string>();
  for (const name of [...files.keys()].sort(naturally)) {
    const answer = answerOf(name, files);
    if (answer === null) continue;
    used.add(name).add(answer);
    tests.push({
      name: name.replace(/\.in$/i, '').split('/').slice(-2).join('/'),
      input: decoder.decode(files.get(name)),
      expectedOutput: decoder.decode(files.get(answer)),
    });
  }
  return { tests, leftOut: [...files.keys()].filter((name) => !used.has(name)) };
}

/** The file with the answer to an input; null: the file is no input. */
function answerOf(name: string, files: ReadonlyMap<string, Uint8Array>): string | null {
  const stem = /^(.*)\.in$/i.exec(name)?.[1];
  if (stem !== undefined)
    return ANSWERS.map((ending) => `${stem}.${ending}`).find((answer) => files.has(answer)) ?? null;
  if (/(^|\/)input[^/]*$/.test(name)) {
    const answer = name.replace(/input([^/]*)$/, 'output$1');
    if (files.has(answer)) return answer;
  }
  if (/(^|\/)\d+$/.test(name) && files.has(`${name}.a`)) return `${name}.a`;
  return null;
}

const naturally = new Intl.Collator('en', { numeric: true }).compare;
