import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What each language is tried with: four programs in `<id of the row>.ts` beside this file. */
export interface Samples {
  /** Prints GREETING; reads nothing. */
  hello: string;
  /** Prints the sum of the numbers on stdin. */
  sum: string;
  /** Does not compile; where nothing is compiled, it fails with words on stderr. */
  broken: string;
  /** Never ends, and computes all the time. */
  endless: string;
}

export const GREETING = 'Hello, world!';
/** Standard input of `sum`: one line, because some languages read by lines. */
export const NUMBERS = '1 20 300\n';
export const SUM = '321';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** Ids of the languages that have samples. */
export async function sampledLanguages(): Promise<string[]> {
  const names = (await readdir(FOLDER)).map((name) => basename(name, '.ts'));
  return names.filter((name) => name !== 'samples').sort();
}

/** The samples of every language that has some, by its id. */
export async function loadSamples(): Promise<ReadonlyMap<string, Samples>> {
  const samples = new Map<string, Samples>();
  for (const id of await sampledLanguages()) {
    const { default: programs } = (await import(pathToFileURL(`${FOLDER}/${id}.ts`).href)) as {
      default: Samples;
    };
    samples.set(id, programs);
  }
  return samples;
}
