/** What `npm test -- --without-languages` has left out. */
const leftOut = new Set((process.env.TEST_WITHOUT_LANGUAGES ?? '').split(','));

/** Whether this machine is meant to have the language. */
export const isTested = (languageId: string): boolean => !leftOut.has(languageId);
