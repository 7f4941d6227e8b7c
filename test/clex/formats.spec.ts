import { generate, parse, print, recognise, STRATEGIES } from '@app/clex';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Format {
  name: string;
  source: string;
  clex: string;
  /** Python, with what test/clex/reader.py gives. */
  validator: string;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const read = (name: string): Format[] => JSON.parse(readFileSync(here(name), 'utf8')) as Format[];
/**
 * Those of known problems were written with docs/clex.md alone, by an author who did not know how the
 * language is made.
 */
const FORMATS = [...read('formats.json'), ...read('known-problems.json')];
/** What they print hangs on whole lists that are drawn and not printed: too many ways to read them. */
const HIDDEN = ['permutation in cycle notation', 'scores that do not rise'];
/** Half of them in each way of drawing. */
const INPUTS = 200;

const cases = FORMATS.map(({ clex, validator }) => {
  const program = parse(clex);
  const inputs = Array.from({ length: INPUTS }, (_, at) =>
    generate(program, 11n, at, undefined, STRATEGIES[at % STRATEGIES.length]),
  );
  return { validator, inputs };
});
const python = spawnSync('python3', [here('validate.py')], {
  input: JSON.stringify(cases),
  maxBuffer: 64 * 1024 * 1024,
  encoding: 'utf8',
});
const wrong = python.status === 0 ? (JSON.parse(python.stdout) as string[][][]) : [];

describe('inputs of real formats', () => {
  it('are judged by validators in Python', () => {
    expect(python.stderr).toBe('');
    expect(python.status).toBe(0);
  });

  it.each(FORMATS.map(({ name }, at) => [name, at] as const))(
    '%s: each is valid, byte for byte',
    (_name, at) => {
      expect(wrong[at]).toEqual([]);
      expect(new Set(cases[at]!.inputs).size).toBeGreaterThan(10);
    },
  );

  it.each(FORMATS.map(({ name }, at) => [name, at] as const).filter(([name]) => !HIDDEN.includes(name)))(
    '%s: each is known again, with choices that draw it',
    (_name, at) => {
      const program = parse(FORMATS[at]!.clex);
      for (const input of cases[at]!.inputs.slice(0, 10)) {
        const word = recognise(program, input);
        expect(word).toMatchObject({ kind: 'recognised', text: input });
        if (!FORMATS[at]!.clex.includes('<')) expect(word).toHaveProperty('choices', expect.any(Array));
      }
    },
  );

  it.each(FORMATS)('$name: the text that is printed again means the same', ({ clex }) => {
    expect(generate(parse(print(parse(clex))), 5n, 3)).toBe(generate(parse(clex), 5n, 3));
  });
});
