import type { ProofResult } from './prove.js';
import type { ProofCache } from './proof-cache.js';
import { hashOf } from '../compile/compile-cache.js';
import { Semaphore } from '@app/async';
import { RunnerUnavailable } from '../runner.js';
import type { LanguageRow } from '../languages/row.js';
import { nameLanguages, type Candidate, type Language, type Toolchain } from '../languages/toolchain.js';
import { compareVersions } from '../languages/version.js';

/** One toolchain was looked at. */
export interface DetectionProgress {
  row: LanguageRow;
  tool: string;
  /** Null when it does not work. */
  version: string | null;
  reason: string | null;
  fromCache: boolean;
}

export interface DetectionOptions {
  rows: readonly LanguageRow[];
  /** Finds what may be toolchains of a row. */
  candidates(row: LanguageRow): Promise<Candidate[]>;
  /** Tries one in a box. */
  prove(candidate: Candidate): Promise<ProofResult>;
  cache: ProofCache;
  /** Whatever else a proof depends on: the box, the isolation. */
  identity: string;
  concurrency: number;
  onProgress?(progress: DetectionProgress): void;
}

/**
 * Finds the languages that work here. Starts at once; each row is usable as soon as its own toolchains are
 * proven, so that a Python program need not wait for the proof of Go.
 */
export class Detection {
  private readonly rows: ReadonlyMap<LanguageRow, Promise<Language[]>>;
  private readonly found = new Map<LanguageRow, Language[]>();
  /** Resolves when every row is done; rejects when detection was aborted. */
  readonly done: Promise<void>;

  constructor(private readonly options: DetectionOptions) {
    const loaded = options.cache.load();
    const slots = new Semaphore(options.concurrency);
    this.rows = new Map(options.rows.map((row) => [row, loaded.then(() => this.detect(row, slots))]));
    this.done = Promise.all(this.rows.values()).then(() => options.cache.save());
    this.done.catch(() => undefined);
  }

  /** What is known by now, in the order of the rows. */
  languages(): Language[] {
    return this.options.rows.flatMap((row) => this.found.get(row) ?? []);
  }

  /** The language of this id or alias, in any case; waits for the proofs of its row only. null: not here. */
  async find(name: string): Promise<Language | null> {
    const wanted = name.toLowerCase();
    for (const row of this.options.rows) {
      const mayBe = row.id === wanted || row.aliases.includes(wanted) || wanted.startsWith(`${row.id}-`);
      if (!mayBe) continue;
      const languages = this.found.get(row) ?? (await this.rows.get(row)!);
      const language = languages.find(({ view }) => view.id === wanted || view.aliases.includes(wanted));
      if (language) return language;
    }
    return null;
  }

  private async detect(row: LanguageRow, slots: Semaphore): Promise<Language[]> {
    const candidates = await this.options.candidates(row);
    const toolchains = await Promise.all(candidates.map((candidate) => this.examine(candidate, slots)));
    const working = toolchains.filter((toolchain) => toolchain !== null);
    working.sort(
      (a, b) => compareVersions(a.version, b.version) || systemFirst(a, b) || (a.tool < b.tool ? -1 : 1),
    );
    const languages = nameLanguages(row, working);
    this.found.set(row, languages);
    return languages;
  }

  /** One toolchain that cannot even be started must not hide the others of its language. */
  private async prove(candidate: Candidate): Promise<ProofResult> {
    try {
      return await this.options.prove(candidate);
    } catch (error) {
      if (!(error instanceof RunnerUnavailable)) throw error;
      return { kind: 'fails', reason: error.message };
    }
  }

  private async examine(candidate: Candidate, slots: Semaphore): Promise<Toolchain | null> {
    const { row, tool, refusal } = candidate;
    if (refusal !== undefined) {
      this.options.onProgress?.({ row, tool, version: null, reason: refusal, fromCache: false });
      return null;
    }
    const variants = row.variants ?? [{}];
    const key = hashOf([this.options.identity, fingerprint(row), candidate.tool, candidate.identity]);
    const known = this.options.cache.get(key);
    const result: ProofResult = known
      ? { kind: 'works', proof: known }
      : await slots.use(() => this.prove(candidate));
    const version = result.kind === 'works' ? result.proof.version.text : null;
    const reason = result.kind === 'fails' ? result.reason : null;
    this.options.onProgress?.({ row, tool, version, reason, fromCache: known !== null });
    if (result.kind === 'fails') return null;
    if (!known) this.options.cache.put(key, result.proof);
    return { ...candidate, version: result.proof.version, variant: variants[result.proof.variant]! };
  }
}

/** Of two with the same version, the one that needs no further folder to be shown. */
const systemFirst = (a: Candidate, b: Candidate): number => Number(a.root !== null) - Number(b.root !== null);

/** The whole row as text; patterns are data as well. */
function fingerprint(row: LanguageRow): string {
  return JSON.stringify(row, (_, value: unknown) => (value instanceof RegExp ? String(value) : value));
}
