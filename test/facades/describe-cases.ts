import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTested } from '../support/languages.js';
import { startProduct, type Product } from '../support/product.js';
import { type Case, runCase } from './run-cases.mjs';

/**
 * Every case of a facade, against a started product: the public ones, and our own from the tables of its
 * sheet.
 * @param prefix where clients look for it @param still ids of cases that are not served yet
 */
export function describeCases(
  facade: 'judge0' | 'piston' | 'jobe',
  prefix: string,
  still: readonly string[] = [],
): void {
  const cases = [`${facade}.json`, `${facade}.own.json`].flatMap((name) => {
    const text = readFileSync(new URL(name, import.meta.url), 'utf8');
    return (JSON.parse(text) as { cases: Case[] }).cases;
  });
  describe(`clients of ${facade}`, () => {
    let product: Product;
    beforeAll(async () => {
      // Cases have the client listen on this machine.
      product = await startProduct({ env: { WEBHOOK_PRIVATE_ADDRESSES: 'true' } });
      // A first start tries the languages out.
      await (await product.get('/api/v1/languages')).json();
    });
    afterAll(() => product?.stop());

    for (const { id, title } of cases.filter((item) => still.includes(item.id))) it.todo(`${id}: ${title}`);
    const here = cases.filter(({ id, needs = [] }) => !still.includes(id) && needs.every(isTested));
    it.each(here.map((item) => [item.id, item.title, item] as const))(
      '%s: %s',
      { timeout: 120_000 },
      async (_id, _title, item) => {
        expect(await runCase(item, product.url + prefix)).toEqual([]);
      },
    );
  });
}
