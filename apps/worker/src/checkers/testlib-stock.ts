import { partsDiffer, type Difference } from './difference.js';
import { compareParts } from './lines.js';
import { STEPS_PER_SLICE, type Sliced } from './slices.js';
import { RawLineReader, sameBytes, TokenReader, type Part, type SamePart } from './text.js';

/**
 * The checkers that come with testlib, which packages call by their names. Rules: their behaviour, written
 * anew; wrong format counts as wrong answer, and an answer that has the wrong format is the package's fault.
 */
type Stock = (expected: Buffer, actual: Buffer) => Sliced<Difference | null>;

/** @throws RangeError for a name that is none of theirs */
export function stockChecker(name: string): Stock {
  if (!Object.hasOwn(STOCK, name)) throw new RangeError(`testlib has no checker ${name}`);
  return STOCK[name]!;
}

/** A token as the value it stands for; null where its format is wrong. */
type Reader<T> = (text: string) => T | null;

const INTEGER = /^(0|-?[1-9]\d*)$/;
const DOUBLE = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const MAX_TOKEN_BYTES = 100_000;

function integer(bits: number): Reader<bigint> {
  const limit = 1n << BigInt(bits - 1);
  return (text) => {
    if (text.length > 24 || !INTEGER.test(text)) return null;
    const value = BigInt(text);
    return value >= -limit && value < limit ? value : null;
  };
}
const long: Reader<string> = (text) => (INTEGER.test(text) ? text : null);
const word: Reader<string> = (text) => text;
const yesOrNo: Reader<string> = (text) => (/^(yes|no)$/i.test(text) ? text.toUpperCase() : null);
const double: Reader<number> = (text) =>
  DOUBLE.test(text) && Number.isFinite(Number(text)) ? Number(text) : null;

const equal = <T>(expected: T, actual: T): boolean => expected === actual;
const ROUNDING = 1e-15;

/** testlib's doubleCompare: absolute, or between the bounds that are relative to the jury's number. */
function close(epsilon: number) {
  return (expected: number, actual: number): boolean => {
    if (Math.abs(actual - expected) <= epsilon + ROUNDING) return true;
    const [one, other] = [expected * (1 - epsilon), expected * (1 + epsilon)];
    return actual >= Math.min(one, other) - ROUNDING && actual <= Math.max(one, other) + ROUNDING;
  };
}
const absolutely = (epsilon: number) => (expected: number, actual: number) =>
  Math.abs(expected - actual) <= epsilon;

function textOf({ bytes, start, end }: Part): string {
  return bytes.toString('latin1', start, Math.min(end, start + MAX_TOKEN_BYTES));
}

/** Values one after the other. @param count how many there must be; absent: as many as the answer has */
function values<T>(
  read: Reader<T>,
  same: (expected: T, actual: T) => boolean,
  noun: string,
  count?: number,
): Stock {
  return function* (expected, actual) {
    const wanted = new TokenReader(expected);
    const found = new TokenReader(actual);
    for (let at = 0; count === undefined || at < count; at++) {
      const [more, moreFound] = [wanted.next(), found.next()];
      if (!more && !moreFound && count === undefined) return null;
      if (!more && count !== undefined) return broken(noun, 'the end');
      if (!more || !moreFound)
        return partsDiffer('token', more ? wanted : null, moreFound ? found : null, actual);
      const right = read(textOf(wanted));
      if (right === null) return broken(noun, textOf(wanted));
      const value = read(textOf(found));
      if (value === null || !same(right, value)) {
        const difference = partsDiffer('token', wanted, found, actual);
        return value === null
          ? { ...difference, message: `${difference.message}, which is no ${noun}` }
          : difference;
      }
      if (at % STEPS_PER_SLICE === 0) yield;
    }
    return found.next() ? partsDiffer('token', null, found, actual) : null;
  };
}

function broken(noun: string, text: string): Difference {
  return {
    message: `the answer has ${JSON.stringify(text.slice(0, 60))} where ${noun} is wanted`,
    failed: true,
  };
}

/** The same numbers in any order. */
const unordered: Stock = function* (expected, actual) {
  const read = integer(64);
  const counts = new Map<string, number>();
  const wanted = new TokenReader(expected);
  while (wanted.next()) {
    const text = textOf(wanted);
    if (read(text) === null) return broken('integer', text);
    counts.set(text, (counts.get(text) ?? 0) + 1);
    if (wanted.number % STEPS_PER_SLICE === 0) yield;
  }
  const found = new TokenReader(actual);
  while (found.next()) {
    const left = read(textOf(found)) === null ? 0 : (counts.get(textOf(found)) ?? 0);
    if (left === 0) return partsDiffer('token', null, found, actual);
    counts.set(textOf(found), left - 1);
    if (found.number % STEPS_PER_SLICE === 0) yield;
  }
  return found.number === wanted.number ? null : { message: 'an expected number is missing' };
};

/** Lines as far as the answer goes; after that the output may have empty lines only. */
function lines(same: SamePart): Stock {
  return function* (expected, actual) {
    const wanted = new RawLineReader(expected);
    const found = new RawLineReader(actual);
    while (wanted.next()) {
      const more = found.next();
      if (!more && wanted.isLastAndEmpty) break;
      // What is behind the last line break is an empty line to testlib as well.
      if (!more ? wanted.end > wanted.start : !same(wanted, found)) {
        return partsDiffer('line', wanted, more ? found : null, actual);
      }
      if (wanted.number % STEPS_PER_SLICE === 0) yield;
    }
    while (found.next()) if (found.end > found.start) return partsDiffer('line', null, found, actual);
    return null;
  };
}

const sameTokens: SamePart = (expected, actual) => {
  const [wanted, found] = [expected, actual].map(
    ({ bytes, start, end }) => new TokenReader(bytes.subarray(start, end)),
  );
  const work = compareParts('token', wanted!, found!, sameBytes);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value === null;
  }
};

const STOCK: Readonly<Record<string, Stock>> = {
  fcmp: lines(sameBytes),
  lcmp: lines(sameTokens),
  wcmp: values(word, equal, 'word'),
  ncmp: values(integer(64), equal, 'integer'),
  uncmp: unordered,
  icmp: values(integer(32), equal, 'integer of 32 bits', 1),
  hcmp: values(long, equal, 'integer', 1),
  acmp: values(double, absolutely(1.5e-6), 'number', 1),
  rcmp: values(double, absolutely(1.5e-6), 'number', 1),
  dcmp: values(double, close(1e-6), 'number', 1),
  rcmp4: values(double, close(1e-4), 'number'),
  rcmp6: values(double, close(1e-6), 'number'),
  rcmp9: values(double, close(1e-9), 'number'),
  rncmp: values(double, absolutely(1.5e-5), 'number'),
  yesno: values(yesOrNo, equal, 'YES or NO', 1),
  nyesno: values(yesOrNo, equal, 'YES or NO'),
  caseicmp: lines(sameTokens),
  casencmp: lines(sameTokens),
  casewcmp: lines(sameTokens),
};
