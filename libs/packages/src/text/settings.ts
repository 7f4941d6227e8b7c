import { load } from 'js-yaml';
import { readText, type Content } from '../archive/content.js';
import { PackageError } from '../package-error.js';

const MAX_SETTINGS_BYTES = 1024 * 1024;

/** A map of settings as YAML or JSON gives it; what is asked for is checked where it is asked for. */
export class Settings {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  get keys(): string[] {
    return Object.keys(this.values);
  }

  /** All values as they came. */
  get all(): Readonly<Record<string, unknown>> {
    return this.values;
  }

  raw(...names: string[]): unknown {
    const name = names.find((key) => Object.hasOwn(this.values, key) && this.values[key] !== null);
    return name === undefined ? undefined : this.values[name];
  }

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  /** Texts, and numbers and booleans as texts. */
  text(...names: string[]): string | undefined {
    const value = this.raw(...names);
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
  }

  number(...names: string[]): number | undefined {
    const value = this.raw(...names);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.raw(name);
    if (typeof value === 'boolean') return value;
    return value === undefined ? undefined : ['true', 'yes', 'on', '1'].includes(String(value).toLowerCase());
  }

  /** An empty map where there is none. */
  map(...names: string[]): Settings {
    return settingsOf(this.raw(...names));
  }

  list(...names: string[]): unknown[] {
    const value = this.raw(...names);
    return Array.isArray(value) ? value : value === undefined ? [] : [value];
  }

  texts(...names: string[]): string[] {
    return this.list(...names)
      .filter((value) => ['string', 'number', 'boolean'].includes(typeof value))
      .map(String);
  }
}

/** What is no map counts as an empty one. */
export function settingsOf(value: unknown): Settings {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return new Settings(isMap ? (value as Record<string, unknown>) : {});
}

/** @throws PackageError when it is no YAML */
export async function readYaml(content: Content | undefined, path: string): Promise<Settings> {
  if (!content) return settingsOf(undefined);
  try {
    return settingsOf(load(await readText(content, MAX_SETTINGS_BYTES)));
  } catch (error) {
    if (error instanceof PackageError) throw error;
    throw new PackageError(
      'broken_package',
      `${path} is no YAML: ${(error as Error).message.split('\n')[0]}`,
    );
  }
}

/** @throws PackageError when it is no JSON */
export async function readJson(content: Content, path: string): Promise<unknown> {
  try {
    return JSON.parse(await readText(content)) as unknown;
  } catch (error) {
    if (error instanceof PackageError) throw error;
    throw new PackageError('broken_package', `${path} is no JSON: ${(error as Error).message}`);
  }
}

/** `key = value` lines, with or without quotes and sections. */
export async function readIni(content: Content | undefined): Promise<Settings> {
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  if (content) {
    for (const line of (await readText(content, MAX_SETTINGS_BYTES)).split(/\r?\n/)) {
      const match = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line);
      if (match) values[match[1]!] = match[2]!.replace(/^(["'])(.*)\1$/, '$2');
    }
  }
  return new Settings(values);
}
