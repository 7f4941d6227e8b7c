import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../exit-codes.js';
import type { Io } from '../io.js';

/** The name of the file that holds a folder's usual options. */
const CONFIG_FILE = 'cpast.json';

const schema = z
  .object({
    server: z.string(),
    reference: z.string(),
    candidate: z.string(),
    clex: z.string(),
    generator: z.string(),
    validator: z.string(),
    format: z.string(),
    checker: z.string(),
    iterations: z.int().min(1),
    seed: z.string().regex(/^\d+$/),
    timeLimit: z.string(),
    memoryLimit: z.string(),
  })
  .partial()
  .strict();
/** Defaults of a folder; paths are relative to the folder of the file. */
export type FolderConfig = z.infer<typeof schema>;

const PATHS = ['reference', 'candidate', 'generator', 'validator'] as const;

/**
 * Reads `cpast.json` of the working folder or of the nearest folder above it; nothing where there is none.
 * @throws CliError that names the file and the field
 */
export async function readConfigFile(io: Io): Promise<FolderConfig> {
  for (let folder = io.cwd; ; folder = dirname(folder)) {
    const path = join(folder, CONFIG_FILE);
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null) return relativeTo(folder, parse(path, text));
    if (folder === dirname(folder)) return {};
  }
}

function parse(path: string, text: string): FolderConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CliError(`${path}: is no JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    ({ path: field, message }) => `  ${field.join('.') || 'file'}: ${message}`,
  );
  throw new CliError([`${path}: is not as expected`, ...lines].join('\n'));
}

function relativeTo(folder: string, config: FolderConfig): FolderConfig {
  const paths = PATHS.flatMap((name) => {
    const value = config[name];
    return value === undefined || value.startsWith('/') ? [] : [[name, join(folder, value)]];
  });
  return { ...config, ...(Object.fromEntries(paths) as FolderConfig) };
}
