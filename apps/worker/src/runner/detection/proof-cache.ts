import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Version } from '../languages/version.js';

/** What was found out about a toolchain that works. */
export interface Proof {
  version: Version;
  /** Place of the variant in the row's list. */
  variant: number;
}

const FORMAT = 1;

/**
 * Proofs of earlier starts, in one JSON file. Only successes are kept: what failed may have failed for want
 * of memory or time, and is tried again. Proofs that were not asked for are dropped when the file is written.
 */
export class ProofCache {
  private known: Record<string, Proof> = {};
  private readonly used: Record<string, Proof> = {};
  private changed = false;

  constructor(private readonly path: string) {}

  /** Reads the file; one that is missing or unreadable counts as empty. */
  async load(): Promise<void> {
    try {
      const parsed = JSON.parse(await readFile(this.path, 'utf8')) as {
        format: number;
        proofs: Record<string, Proof>;
      };
      if (parsed.format === FORMAT) this.known = parsed.proofs;
    } catch {
      this.known = {};
    }
  }

  get(key: string): Proof | null {
    const proof = this.known[key];
    if (!proof) return null;
    this.used[key] = proof;
    return proof;
  }

  put(key: string, proof: Proof): void {
    this.used[key] = proof;
    this.changed = true;
  }

  /** Writes the file if there is anything new. @throws what the file system says */
  async save(): Promise<void> {
    if (!this.changed) return;
    await mkdir(dirname(this.path), { recursive: true });
    const temporary = `${this.path}.${randomUUID()}`;
    await writeFile(temporary, JSON.stringify({ format: FORMAT, proofs: this.used }, null, 1));
    await rename(temporary, this.path);
    this.changed = false;
  }
}
