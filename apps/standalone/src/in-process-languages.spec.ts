import type { LanguageView } from '@app/contracts';
import { describe, expect, it } from 'vitest';
import { InProcessLanguages } from './in-process-languages.js';

const language = (id: string): LanguageView => ({
  id,
  name: id,
  version: '1',
  aliases: [],
  kind: 'compiled',
});

function detecting() {
  const found: LanguageView[] = [language('python')];
  let finish = () => {};
  const detected = new Promise<void>((resolve) => {
    finish = () => (found.push(language('go')), resolve());
  });
  const runner = { kind: 'native', isolation: 'full', detected, languages: () => [...found] } as const;
  return { languages: new InProcessLanguages(runner, '1'), finish: () => finish() };
}

describe('the languages of the worker in this process', () => {
  it('are complete when they are listed', async () => {
    const { languages, finish } = detecting();
    const listed = languages.list();
    finish();
    expect((await listed).map(({ id }) => id)).toEqual(['python', 'go']);
  });

  it('are not waited for by a request whose languages are known', async () => {
    const { languages } = detecting();
    expect(await languages.knowing(['Python'])).toHaveLength(1);
  });

  it('are waited for by a request with one that is not known yet', async () => {
    const { languages, finish } = detecting();
    const known = languages.knowing(['python', 'go']);
    finish();
    expect(await known).toHaveLength(2);
  });
});
