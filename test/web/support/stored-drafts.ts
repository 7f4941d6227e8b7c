import type { Page } from 'playwright-core';

/** Everything that a page has put into its drafts, as JSON. */
export async function storedDrafts(page: Page): Promise<string> {
  return String(
    await page.evaluate(`new Promise((resolve) => {
      const open = indexedDB.open('cpast');
      open.onerror = () => resolve('');
      open.onsuccess = () => {
        const database = open.result;
        if (!database.objectStoreNames.contains('drafts')) return resolve('');
        const all = database.transaction('drafts').objectStore('drafts').getAll();
        all.onsuccess = () => {
          database.close();
          resolve(JSON.stringify(all.result));
        };
      };
    })`),
  );
}
