import type { ClexProblem } from '@app/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client } from '../../api/client.js';
import { placeIn } from '../../ui/format.js';
import { problemFrom } from '../../ui/states.js';

/** What can be shown beside a clex text. */
export type Preview =
  | { kind: 'empty' }
  | { kind: 'input'; input: string; seed: string }
  /** The text ends where something is missing: it is still being typed. */
  | { kind: 'unfinished' }
  | { kind: 'invalid'; error: ClexProblem; place: string | null }
  /** Nothing is wrong with it, but an input is more than a preview may cost. */
  | { kind: 'too_large' }
  | { kind: 'unavailable'; reason: string };

/** The preview of the clex text, and how to draw another one. */
export interface ClexPreview {
  preview: Preview;
  /** A newer answer is on its way; `preview` is that of an older text. */
  pending: boolean;
  reroll(): void;
}

const DEBOUNCE_MS = 250;
/** So long after the last key a text that ends too early is taken for what was meant. */
const FINISHED_MS = 1_000;

/** An input drawn from the clex text as it is typed, by the service: the one grammar is the one that runs. */
export function useClexPreview(clex: string): ClexPreview {
  const [roll, setRoll] = useState(1);
  const settled = useSettled(clex, DEBOUNCE_MS);
  const finished = useSettled(clex, FINISHED_MS) === clex;
  const seed = String(roll);
  const isEmpty = settled.trim() === '';
  const query = useQuery({
    queryKey: ['clex', settled, seed],
    queryFn: ({ signal }) => client.service.drawInputs({ clex: settled, seed, count: 1 }, signal),
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  });
  const pending = settled !== clex || (query.isFetching && query.failureCount === 0);
  return {
    preview: isEmpty
      ? { kind: 'empty' }
      : query.failureReason
        ? failed(query.failureReason, settled, finished)
        : query.data
          ? { kind: 'input', input: query.data.inputs[0] ?? '', seed }
          : { kind: 'empty' },
    pending,
    reroll: () => setRoll((before) => before + 1),
  };
}

function failed(error: unknown, clex: string, finished: boolean): Preview {
  const problem = problemFrom(error);
  if (!problem.clex) {
    const reasons = [problem.detail || problem.title, ...problem.errors.map((entry) => entry.message)];
    return { kind: 'unavailable', reason: reasons.join(' ') };
  }
  const { span, code } = problem.clex;
  // A run may draw more than a preview.
  if (code === 'too_many_draws') return { kind: 'too_large' };
  const atEnd = span !== null && span.end >= clex.trimEnd().length;
  if (atEnd && !finished) return { kind: 'unfinished' };
  return { kind: 'invalid', error: problem.clex, place: span && placeIn(clex, span.start) };
}

/** A value once it has not changed for a time. */
function useSettled<T>(value: T, delayMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return settled;
}
