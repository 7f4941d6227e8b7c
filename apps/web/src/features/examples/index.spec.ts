import type { LanguageView } from '@app/contracts';
import { expect, it } from 'vitest';
import { availableExamples } from './index.js';

const language = (id: string, aliases: string[] = []): LanguageView => ({
  id,
  name: id.toUpperCase(),
  version: '1',
  aliases,
  kind: 'compiled',
});

const EVERY_LANGUAGE = ['c', 'cpp', 'javascript', 'python'].map((id) => language(id));

it('offers nothing without languages', () => {
  expect(availableExamples([])).toEqual([]);
});

it('offers only examples whose languages exist', () => {
  const examples = availableExamples([language('python')]);
  expect(examples.length).toBeGreaterThan(2);
  for (const { draft } of examples)
    expect([draft.reference.language, draft.candidate.language]).toEqual(['python', 'python']);
});

it('offers every example where there are only the languages that are always there: C and JavaScript', () => {
  const examples = availableExamples([language('c'), language('javascript'), language('bash')]);
  expect(examples.map(({ id }) => id)).toEqual(availableExamples(EVERY_LANGUAGE).map(({ id }) => id));
  expect(examples[0]).toMatchObject({ id: 'max-subarray', languages: ['C'] });
});

it('prefers the first variant and starts with the one for the first visit', () => {
  const [first] = availableExamples([language('python'), language('cpp'), language('javascript')]);
  expect(first).toMatchObject({ id: 'max-subarray', languages: ['CPP'] });
});

it('uses the id of a language that is known by an alias', () => {
  const [first] = availableExamples([language('gxx', ['CPP', 'c++'])]);
  expect(first?.draft.candidate.language).toBe('gxx');
});
