import { client } from '../../api/client.js';

/** The visitor's own suites and the public ones, newest first. */
export const suitesQuery = {
  queryKey: ['suites'],
  queryFn: ({ signal }: { signal: AbortSignal }) => client.suites.list(signal),
} as const;

/** One suite, with what the visitor may see of it. */
export const suiteQuery = (id: string) => ({
  queryKey: ['suite', id],
  queryFn: ({ signal }: { signal: AbortSignal }) => client.suites.get(id, signal),
});

/** A page shows no more of a text than a person reads. */
const SHOWN_BYTES = 1024 * 1024;

/** Input and answer of a test of a suite, as text. @throws ApiError when they are not for this visitor */
export async function suiteTexts(id: string, name: string, signal: AbortSignal) {
  const text = async (part: 'input' | 'answer') =>
    new TextDecoder().decode((await client.suites.test(id, name, part, signal)).subarray(0, SHOWN_BYTES));
  return { input: await text('input'), expectedOutput: await text('answer').catch(() => '') };
}
