import { isFinal, problemOf } from '@app/client';
import type { LanguageView, Program, RunRequest, SubmissionView } from '@app/contracts';
import { skipToken, useQueries } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { client } from '../../api/client.js';
import { findLanguage } from '../../features/languages/findLanguage.js';
import { say } from '../../ui/toasts.js';

/** The runs of the same source in other languages. */
export interface RunsUnder {
  /** Whether one of them is not over. */
  busy: boolean;
  /**
   * Hands the same work in once more for each of these languages. Returns the ids of what was accepted; none
   * when it was cancelled meanwhile.
   */
  start(
    request: RunRequest,
    under: readonly string[],
    languages: readonly LanguageView[] | null,
  ): Promise<string[]>;
  /** Ends all of them, those that are still being handed in as well. */
  cancel(): void;
}

/** @param ids of those that are shown */
export function useRunsUnder(ids: readonly string[]): RunsUnder {
  // Those who follow them write what is new of them there.
  const known = useQueries({
    queries: ids.map((id) => ({ queryKey: ['submission', id], queryFn: skipToken, staleTime: Infinity })),
  });
  const going = ids.filter((_, index) => {
    const view = known[index]?.data as SubmissionView | undefined;
    return view !== undefined && !isFinal(view);
  });
  const round = useRef({ unwanted: false });
  const start = useCallback<RunsUnder['start']>(async (request, under, languages) => {
    const own = { unwanted: false };
    round.current = own;
    const started = await startUnder(request, under, languages);
    if (!own.unwanted) return started;
    endAll(started);
    return [];
  }, []);
  const cancel = () => {
    round.current.unwanted = true;
    endAll(going);
  };
  return { busy: going.length > 0, start, cancel };
}

function endAll(ids: readonly string[]): void {
  for (const id of ids)
    client.submissions.remove(id).catch((error: unknown) => {
      const { code, detail, title } = problemOf(error);
      // What ended meanwhile is what was wanted.
      if (code !== 'already_final') say(`Not cancelled: ${detail || title}`);
    });
}

async function startUnder(
  request: RunRequest,
  under: readonly string[],
  languages: readonly LanguageView[] | null,
): Promise<string[]> {
  const own = findLanguage(languages ?? [], request.program.language)?.id;
  const started = await Promise.all(
    under
      .filter((language) => language !== own)
      .map(async (language) => {
        try {
          const program = programUnder(request.program, language, languages);
          return [(await client.submissions.create({ ...request, program })).id];
        } catch (error) {
          const { title, detail, errors } = problemOf(error);
          say(
            `Not run under ${language}: ${errors.map(({ field, message }) => `${field} ${message}`).join('; ') || detail || title}`,
          );
          return [];
        }
      }),
  );
  return started.flat();
}

/** A program as one of another language, with those of its compiler's options that this one's compiler takes. */
function programUnder(program: Program, id: string, languages: readonly LanguageView[] | null): Program {
  const { compileArgs = [], ...others } = program;
  const allowed = findLanguage(languages ?? [], id)?.compileArgs;
  const taken = compileArgs.filter((arg) => allowed?.some((it) => new RegExp(it).test(arg)) ?? true);
  return { ...others, language: id, ...(taken.length > 0 && { compileArgs: taken }) };
}
