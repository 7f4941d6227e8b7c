import { beforeEach, it } from 'vitest';
import { startProduct } from '../support/product.js';
import { Tab } from './support/tab.js';

// Every machine on which cpast starts has them: a C compiler and Node.js itself.
const tab = Tab.of(() => startProduct({ env: { WORKER_LANGUAGES: 'c,javascript' } }));

beforeEach(async () => {
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
});

const verdict = () => tab.at('verdict');

it('the first visit finds a bug in one click where there are only C and JavaScript', async () => {
  await tab.at('run-button').click();
  await verdict().getByText('Difference found').waitFor();
});

it.each([
  ['Maximum subarray', 'Difference found'],
  ['Second largest value', 'Difference found'],
  ['Sum of squares', 'Difference found'],
  ['Longest run of a letter', 'Difference found'],
  ['Greatest common divisor', 'No difference in 100 inputs'],
])('%s is offered there and ends with: %s', { timeout: 90_000 }, async (title, expected) => {
  await tab.page.getByRole('button', { name: 'Examples' }).click();
  await tab.page.getByRole('menuitem', { name: title }).click();
  await tab.at('run-button').click();
  await verdict().getByText(expected).waitFor({ timeout: 60_000 });
});
