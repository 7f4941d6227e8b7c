import type { LanguageView } from '@app/contracts';
import type { ReadOnlyMount } from '../box/launcher.js';
import type { LanguageRow, Variant } from './row.js';
import { versionedId, type Version } from './version.js';

/**
 * Tools that may be a toolchain of a language: found, but not yet seen to work. Paths as a box shows them.
 */
export interface Candidate {
  row: LanguageRow;
  tool: string;
  companion: string | null;
  /** The toolchain's own folder; null for one that is part of the system. */
  root: string | null;
  /** Says whether the files are still the same: real paths, sizes, modification times. */
  identity: string;
  /** Why it must not be shown to programs, in words; it is not even tried then. */
  refusal?: string;
}

/** A toolchain that was seen to compile and run a program in a box here. */
export interface Toolchain extends Candidate {
  version: Version;
  variant: Variant;
}

/** A toolchain under the name it is offered by. */
export interface Language {
  view: LanguageView;
  toolchain: Toolchain;
}

/** The folders a box must show beside the system's own. */
export function mountsOf({ root, row }: Pick<Candidate, 'root' | 'row'>): ReadOnlyMount[] {
  return [...(root === null ? [] : [root]), ...(row.find.shows ?? [])].map((source) => ({ source }));
}

/**
 * Names the toolchains of one row, given best first: the best one has the row's id, with its versioned id as
 * an alias; the best of each further version has its versioned id.
 */
export function nameLanguages(row: LanguageRow, bestFirst: readonly Toolchain[]): Language[] {
  const languages = new Map<string, Language>();
  const preferred = bestFirst.find(({ version }) => version.parts[0]! >= (row.version.leastMajor ?? 0));
  for (const toolchain of bestFirst) {
    const own = versionedId(row, toolchain.version);
    if (languages.has(own)) continue;
    const plain = toolchain === preferred;
    const view = {
      id: plain ? row.id : own,
      name: row.name,
      version: toolchain.version.text,
      aliases: plain ? [...row.aliases, own] : [],
      kind: row.kind,
      compileArgs: (row.compile?.allowedArgs ?? []).map(({ source }) => source),
    };
    languages.set(own, { view, toolchain });
  }
  return [...languages.values()].sort((a, b) => Number(b.view.id === row.id) - Number(a.view.id === row.id));
}
