import type { Execution, RunRequest, RunResult, SubmissionRequest, SubmissionView } from '@app/contracts';
import type { Product } from '../support/product.js';

/** What a body in these tests may hold: anything, a null for an optional field for one. */
export type Body = Record<string, unknown> & { kind: SubmissionRequest['kind'] };

/**
 * Sends a submission and waits for its end. @throws Error with the problem when it is refused, or does not
 * end in time
 */
export async function submit(product: Product, body: Body | SubmissionRequest): Promise<SubmissionView> {
  return product.judge(body as SubmissionRequest);
}

/** Runs a program. */
export async function runOf(product: Product, request: Omit<RunRequest, 'kind'>): Promise<RunResult> {
  return (await submit(product, { kind: 'run', ...request })).result as RunResult;
}

/** Runs a program that compiles. @throws Error with the compiler's words */
export async function executionOf(product: Product, request: Omit<RunRequest, 'kind'>): Promise<Execution> {
  const { compilation, execution } = await runOf(product, request);
  if (!execution) throw new Error(compilation?.output ?? 'there is no execution');
  return execution;
}

/** The ids and aliases of what this product offers. */
export async function languagesOf(product: Product): Promise<Set<string>> {
  const response = await product.get('/api/v1/languages');
  const languages = (await response.json()) as { id: string; aliases: string[] }[];
  return new Set(languages.flatMap(({ id, aliases }) => [id, ...aliases]));
}
