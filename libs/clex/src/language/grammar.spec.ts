import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { WORDS } from './words.js';

const read = (name: string): string => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
const plain = (text: string): string => text.replaceAll(/\s*\n\s*\*?\s*/g, ' ').replaceAll(/\s+/g, ' ');
const page = read('../../GRAMMAR.md');
const whole = page.slice(page.indexOf('## The whole language'));
const rules = /```\n([^`]*)```/
  .exec(whole)![1]!
  .split(/\n(?=\w)/)
  .map(plain)
  .map((rule) => rule.trim());
const sources = plain(['parser.ts', 'expression-parser.ts', 'lexer.ts'].map(read).join('\n'));

describe('GRAMMAR.md', () => {
  it.each(rules)('has the rule that stands above the function which parses it: %s', (rule) => {
    expect(sources).toContain(rule);
  });

  it('has every rule of the parser', () => {
    const named = [...sources.matchAll(/\/\*\* ([A-Z]\w+) = /g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(15);
    const known = rules.map((rule) => rule.split(' ')[0]!);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('names every word and every error', () => {
    const codes = [...read('error-texts.ts').matchAll(/^ {2}([a-z_]+): (?:undefined|\{)/gm)].map(
      ([, code]) => code!,
    );
    expect(codes.length).toBeGreaterThan(40);
    expect([...codes, ...WORDS].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
