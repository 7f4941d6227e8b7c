import { ApiError, isFinal } from '@app/client';
import type { SubmissionView } from '@app/contracts';
import { QueryClient } from '@tanstack/react-query';
import { client } from './client.js';

/** Answers that asking again will not change. */
const isLasting = (error: unknown) =>
  error instanceof ApiError &&
  error.problem.status >= 400 &&
  error.problem.status < 500 &&
  error.problem.status !== 429;

/**
 * What the page knows of the service. What cannot be had is asked for again, less and less often, as long as
 * it is shown.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      networkMode: 'always',
      retry: (_count, error) => !isLasting(error),
      retryDelay: (attempt) => Math.min(1_000 * 2 ** attempt, 8_000),
    },
    mutations: { networkMode: 'always' },
  },
});

/** Who is logged in; looked up again when the window gets the focus, for there are other tabs. */
export const sessionQuery = {
  queryKey: ['session'],
  queryFn: ({ signal }: { signal: AbortSignal }) => client.accounts.session(signal),
  staleTime: 5_000,
  refetchOnWindowFocus: 'always',
} as const;

/** The languages that work here. */
export const languagesQuery = {
  queryKey: ['languages'],
  queryFn: ({ signal }: { signal: AbortSignal }) => client.service.languages(signal),
  retryDelay: 3_000,
} as const;

/** Limits and backends. */
export const settingsQuery = {
  queryKey: ['settings'],
  queryFn: ({ signal }: { signal: AbortSignal }) => client.service.settings(signal),
  retryDelay: 3_000,
} as const;

/** A submission as it is now; one that is final is not asked for again. */
export const submissionQuery = (id: string) => ({
  queryKey: ['submission', id],
  queryFn: ({ signal }: { signal: AbortSignal }) => client.submissions.get(id, signal),
  staleTime: ({ state }: { state: { data: SubmissionView | undefined } }) =>
    state.data && isFinal(state.data) ? 60_000 : 0,
});
