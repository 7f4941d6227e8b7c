import { useEffect, useState } from 'react';
import { client } from '../../api/client.js';
import { problemOf, type ClexProblem } from '@app/client';
import { placeIn } from '../../ui/format.js';

/** What can be shown beside a clex text. */
export type Preview =
  | { kind: 'empty' }
  | { kind: 'input'; input: string; seed: string }
  | { kind: 'invalid'; error: ClexProblem; place: string | null }
  | { kind: 'unavailable'; reason: string };

/** The preview of the clex text, and how to draw another one. */
export interface ClexPreview {
  preview: Preview;
  /** A newer answer is on its way; `preview` is that of an older text. */
  pending: boolean;
  reroll(): void;
}

const DEBOUNCE_MS = 250;

/** An input drawn from the clex text as it is typed, by the service: the one grammar is the one that runs. */
export function useClexPreview(clex: string): ClexPreview {
  const [roll, setRoll] = useState(1);
  const [preview, setPreview] = useState<Preview>({ kind: 'empty' });
  const [pending, setPending] = useState(false);

  useEffect(() => {
    const abort = new AbortController();
    const seed = String(roll);
    const ask = async () => {
      const answer = await previewOf(clex, seed, abort.signal);
      if (abort.signal.aborted) return;
      setPreview(answer);
      setPending(false);
    };
    setPending(true);
    const timer = setTimeout(() => void ask(), DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [clex, roll]);

  return { preview, pending, reroll: () => setRoll((before) => before + 1) };
}

async function previewOf(clex: string, seed: string, signal: AbortSignal): Promise<Preview> {
  if (clex.trim() === '') return { kind: 'empty' };
  try {
    const { inputs } = await client.service.drawInputs({ clex, seed, count: 1 }, signal);
    return { kind: 'input', input: inputs[0] ?? '', seed };
  } catch (error) {
    const problem = problemOf(error);
    if (problem.clex) {
      const { span } = problem.clex;
      return { kind: 'invalid', error: problem.clex, place: span && placeIn(clex, span.start) };
    }
    const reason = [problem.detail || problem.title, ...problem.errors.map((entry) => entry.message)].join(
      ' ',
    );
    return { kind: 'unavailable', reason };
  }
}
