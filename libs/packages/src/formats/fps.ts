import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import sax from 'sax';
import type { Archive } from '../archive/archive.js';
import { inMemory, type Content } from '../archive/content.js';
import type { Problem, ProblemProgram } from '../model.js';
import { PackageError } from '../package-error.js';
import { languageOfName } from '../text/languages.js';
import { emptyProblem, fileData } from '../text/problem.js';
import { hustojProtocol } from './hustoj.js';

const MiB = 1024 * 1024;
/** Elements whose text is data of a test and may be long. */
const DATA = new Set(['test_input', 'test_output', 'sample_input', 'sample_output']);
const MAX_TEXT = 4 * MiB;
/** HUSTOJ gives Java so much more, for the machine itself: limits of 32 MiB are usual. */
const JAVA_BONUS_BYTES = 64 * MiB;
const MAX_DATA_FILES = 20_000;

interface Item {
  texts: Map<string, { text: string; attributes: Record<string, string> }[]>;
  data: { name: string; label: string | undefined; content: Content }[];
}

/**
 * A FPS document (`<fps><item>`), read as a stream: data of tests goes to files in `scratch`, all else is
 * small.
 * @param scratch a folder of the caller's, removed by it afterwards
 * @param wanted title of the problem, where the document holds several
 */
export async function readFps(
  archive: Archive,
  path: string,
  scratch: string,
  wanted: string | undefined,
): Promise<Problem<Content>> {
  const items: Item[] = [];
  const reader = new FpsReader(scratch);
  for (const name of archive.paths.filter((one) => !one.includes('/') && one.endsWith('.xml'))) {
    const content = archive.file(name)!;
    if (name === path || (await isFps(content))) items.push(...(await reader.read(content, name)));
  }
  if (items.length === 0) throw new PackageError('broken_package', `${path} holds no problem`);
  const titles = items.map((item) => text(item, 'title') ?? '');
  const at = wanted === undefined ? 0 : titles.indexOf(wanted);
  if (at < 0 || (wanted === undefined && items.length > 1)) {
    throw new PackageError(
      'unsupported_package',
      `${path} holds ${items.length} problems; name one of them in the field "problem": ${titles.slice(0, 20).join(', ')}`,
    );
  }
  return problemOf(items[at]!);
}

/** Whether a document that has another format's name is one of these. */
export async function isFps(content: Content): Promise<boolean> {
  for await (const chunk of await content.open()) {
    return /^[^<]*(<[?!][^>]*>[^<]*)*<fps[\s>]/.test((chunk as Buffer).subarray(0, 4_096).toString('latin1'));
  }
  return false;
}

/** Turns the events of the parser into items. */
class FpsReader {
  private items: Item[] = [];
  private item: Item | undefined;
  private name: string | undefined;
  private attributes: Record<string, string> = {};
  private text = '';
  private file: { path: string; stream: WriteStream } | undefined;
  private files = 0;
  private failure: Error | undefined;
  private readonly written: Promise<void>[] = [];

  constructor(private readonly scratch: string) {}

  async read(content: Content, path: string): Promise<Item[]> {
    this.items = [];
    const parser = sax.parser(true, { trim: false, position: false });
    parser.onopentag = ({ name, attributes }) =>
      this.opened(name, { ...attributes } as Record<string, string>);
    parser.onclosetag = (name) => this.closed(name);
    parser.ontext = (part) => this.said(part);
    parser.oncdata = (part) => this.said(part);
    parser.onerror = (error) => {
      this.failure ??= new PackageError(
        'broken_package',
        `${path} is no XML: ${error.message.split('\n')[0]}`,
      );
      parser.resume();
    };
    let decoder: InstanceType<typeof TextDecoder> | undefined;
    for await (const chunk of await content.open()) {
      decoder ??= new TextDecoder(encodingOf(chunk as Buffer));
      // Short pieces: what the parser finds is written before it goes on.
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      if (this.failure) throw this.failure;
      if (this.file?.stream.writableNeedDrain)
        await new Promise<void>((done) => this.file!.stream.once('drain', done));
    }
    parser.write(decoder?.decode() ?? '').close();
    if (this.failure) throw this.failure as Error;
    await Promise.all(this.written);
    return this.items;
  }

  private opened(name: string, attributes: Record<string, string>): void {
    if (name === 'item') this.item = { texts: new Map(), data: [] };
    if (!this.item || name === 'item') return;
    this.name = name;
    this.attributes = attributes;
    this.text = '';
    if (!DATA.has(name)) return;
    if (++this.files > MAX_DATA_FILES)
      throw new PackageError('package_too_large', 'the document has too many tests');
    const path = join(this.scratch, `fps-${this.files}`);
    this.file = { path, stream: createWriteStream(path) };
  }

  private said(part: string): void {
    if (this.name === undefined) return;
    if (this.file) this.file.stream.write(part.replaceAll('\r\n', '\n'));
    else if (this.text.length < MAX_TEXT) this.text += part;
  }

  private closed(name: string): void {
    if (name === 'item' && this.item) {
      this.items.push(this.item);
      this.item = undefined;
    }
    if (!this.item || name !== this.name) return;
    if (this.file) {
      const { path, stream } = this.file;
      this.written.push(finished(stream));
      stream.end();
      const content: Content = { open: () => Promise.resolve(createReadStream(path)) };
      this.item.data.push({ name, label: this.attributes['name'] ?? this.attributes['filename'], content });
      this.file = undefined;
    } else {
      const entries = this.item.texts.get(name) ?? [];
      entries.push({ text: this.text, attributes: this.attributes });
      this.item.texts.set(name, entries);
    }
    this.name = undefined;
  }
}

function encodingOf(beginning: Buffer): string {
  const declared =
    /encoding=["']([\w-]+)["']/.exec(beginning.subarray(0, 200).toString('latin1'))?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(declared).encoding;
  } catch {
    return 'utf-8';
  }
}

function text(item: Item, name: string): string | undefined {
  return item.texts.get(name)?.[0]?.text;
}

function problemOf(item: Item): Problem<Content> {
  const problem = emptyProblem('fps', (text(item, 'title') ?? 'problem').trim());
  problem.checker = { type: 'tokens', caseSensitive: true };
  const source = text(item, 'source')?.trim();
  if (source) problem.source = source;
  const time = item.texts.get('time_limit')?.[0];
  if (time && Number(time.text) > 0)
    problem.limits.cpuTimeLimitMs = Math.round(
      Number(time.text) * (time.attributes['unit']?.toLowerCase() === 'ms' ? 1 : 1_000),
    );
  const memory = item.texts.get('memory_limit')?.[0];
  if (memory && Number(memory.text) > 0) {
    const unit = memory.attributes['unit']?.toLowerCase() === 'kb' ? 1024 : MiB;
    const bytes = Number(memory.text) * unit;
    problem.limits.memoryLimitBytes = bytes;
    problem.limits.memoryFactors = { java: 1 + JAVA_BONUS_BYTES / bytes };
  }
  addTests(item, problem, 'sample_input', 'sample_output', 'sample-');
  addTests(item, problem, 'test_input', 'test_output', '');
  addPrograms(item, problem);
  return problem;
}

function addTests(
  item: Item,
  problem: Problem<Content>,
  input: string,
  output: string,
  prefix: string,
): void {
  let inputs = item.data.filter(({ name }) => name === input);
  let outputs = item.data.filter(({ name }) => name === output);
  if (outputs.length === 0 && inputs.length > 1 && inputs.length % 2 === 0) {
    problem.warnings.push(`${input} holds inputs and outputs by turns`);
    outputs = inputs.filter((_, at) => at % 2 === 1);
    inputs = inputs.filter((_, at) => at % 2 === 0);
  }
  if (inputs.length !== outputs.length) {
    throw new PackageError(
      'broken_package',
      `${inputs.length} ${input} and ${outputs.length} ${output} do not make pairs`,
    );
  }
  const labels = inputs.map(({ label }) => label);
  const areUnique = labels.every((label) => label) && new Set(labels).size === labels.length;
  inputs.forEach(({ content, label }, at) => {
    problem.tests.push({
      name: prefix + (areUnique ? label! : String(at + 1)),
      input: fileData(content),
      answer: fileData(outputs[at]!.content),
      ...(prefix !== '' && { sample: true }),
    });
  });
}

function addPrograms(item: Item, problem: Problem<Content>): void {
  const program = (name: string, language: string, source: string): ProblemProgram<Content> => ({
    name,
    language,
    files: [
      {
        path:
          language === 'java'
            ? 'Main.java'
            : `${name}.${language === 'cpp' || language === 'c' ? language : 'txt'}`,
        content: inMemory(source),
      },
    ],
  });
  for (const kind of ['spj', 'tpj'] as const) {
    const checker = item.texts.get(kind)?.[0];
    if (!checker || checker.text.trim() === '') continue;
    const language = languageOfName(checker.attributes['language'] ?? '') ?? 'cpp';
    problem.checker = {
      type: 'program',
      program: program(kind, language, checker.text),
      protocol: hustojProtocol(kind, checker.text, false),
      args: [],
      pointsAre: 'absolute',
    };
  }
  for (const [at, solution] of (item.texts.get('solution') ?? []).entries()) {
    if (solution.text.trim() === '') continue;
    const path = `solution-${at + 1}`;
    const language = knownLanguage(problem, path, solution.attributes);
    if (!language) continue;
    const why = unlikeHere(language, solution.text);
    if (why !== undefined) problem.warnings.push(`${path} ${why}`);
    problem.solutions.push({
      path,
      program: program('solution', language, solution.text),
      expected:
        why === undefined
          ? { label: 'solution', accepted: true, permitted: ['accepted'], timeLimit: 'lower' }
          : { label: 'solution', ignored: true },
    });
  }
  const main = problem.solutions.findIndex(({ expected }) => !expected.ignored);
  if (main >= 0) problem.mainSolution = main;
  for (const [name, around] of [
    ['prepend', 'before'],
    ['append', 'after'],
  ] as const) {
    for (const { text: code, attributes } of item.texts.get(name) ?? []) {
      if (code.trim() === '') continue;
      const language = knownLanguage(problem, name, attributes);
      if (!language) continue;
      const content = inMemory(around === 'before' ? `${code}\n` : `\n${code}`);
      problem.added.push({ language, path: `${name}.${language}`, content, around });
    }
  }
}

/** The language that an element names; one that is not known is said. */
function knownLanguage(
  problem: Problem<Content>,
  what: string,
  attributes: Readonly<Record<string, string>>,
): string | undefined {
  const name = attributes['language'] ?? '';
  const language = languageOfName(name);
  if (language === undefined)
    problem.warnings.push(`${what} is left out: its language ${name || '(none)'} is not known`);
  return language;
}

/** Why a solution that is right at home comes out otherwise here; undefined for most. */
function unlikeHere(language: string, source: string): string | undefined {
  if (language === 'c' && /\bvoid\s+main\s*\(/.test(source))
    return 'has a main that returns nothing: its exit code, which counts here, is left to chance';
  if (language === 'python' && /^[ \t]*print[ \t]+[^\s(=]/m.test(source))
    return 'is in Python 2, which is not run here';
  return undefined;
}
