import { InvalidArgumentError } from 'commander';

const TIME_UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };
const SIZE_UNITS: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `500ms`, `2s`, `1.5` (seconds) as milliseconds. @throws InvalidArgumentError */
export function parseTimeMs(text: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text) ?? [];
  const ms = Math.round(Number(number) * TIME_UNITS_MS[unit]!);
  if (number === undefined || ms < 1) throw new InvalidArgumentError('expected a time such as 500ms or 2s');
  return ms;
}

/** `256M`, `1G`, `65536` (bytes) as bytes. @throws InvalidArgumentError */
export function parseBytes(text: string): number {
  const [, number, unit = 'b'] = /^(\d+(?:\.\d+)?)([bkmg])?(?:i?b)?$/i.exec(text) ?? [];
  const bytes = Math.round(Number(number) * SIZE_UNITS[unit.toLowerCase()]!);
  if (number === undefined || bytes < 1)
    throw new InvalidArgumentError('expected a size such as 64K, 256M or 1G');
  return bytes;
}

/** A whole number from 1. @throws InvalidArgumentError */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d{1,9}$/.test(text) || count < 1) throw new InvalidArgumentError('expected a whole number from 1');
  return count;
}

/** A whole number from 0. @throws InvalidArgumentError */
export function parseIndex(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0');
  return Number(text);
}

const MAX_SEED = 2n ** 64n - 1n;

/** An unsigned 64-bit number in decimal. @throws InvalidArgumentError */
export function parseSeed(text: string): string {
  if (!/^\d{1,20}$/.test(text) || BigInt(text) > MAX_SEED)
    throw new InvalidArgumentError(`expected a whole number from 0 to ${MAX_SEED}`);
  return BigInt(text).toString();
}
