import type { LanguageView, ServiceSettings } from '@app/contracts';
import { useEffect, useState } from 'react';
import { client } from '../../api/client.js';
import { problemOf, type Problem } from '@app/client';

/** What the page knows about the service it talks to. */
export interface ServiceInfo {
  languages: LanguageView[] | null;
  settings: ServiceSettings | null;
  /** Why something of it is not known; it is asked for again. */
  problem: Problem | null;
  /** It takes its time, as at a first start: the page should not look empty until then. */
  slow: boolean;
}

const RETRY_MS = 3_000;
const SLOW_MS = 1_500;

/** Languages and limits of this service, asked for until they are known. */
const getLanguages = (signal: AbortSignal) => client.service.languages(signal);
const getSettings = (signal: AbortSignal) => client.service.settings(signal);

export function useServiceInfo(): ServiceInfo {
  const languages = useAnswer(getLanguages);
  const settings = useAnswer(getSettings);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return {
    languages: languages.value,
    settings: settings.value,
    problem: languages.problem ?? settings.problem,
    slow,
  };
}

interface Answer<T> {
  value: T | null;
  problem: Problem | null;
}

/** Asks until there is an answer. */
function useAnswer<T>(ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ value: null, problem: null });
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (news: Answer<T>) => {
      if (!abort.signal.aborted) setAnswer(news);
    };
    const askOnce = () => {
      ask(abort.signal).then(
        (value) => tell({ value, problem: null }),
        (error: unknown) => {
          tell({ value: null, problem: problemOf(error) });
          timer = setTimeout(askOnce, RETRY_MS);
          if (abort.signal.aborted) clearTimeout(timer);
        },
      );
    };
    askOnce();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [ask]);
  return answer;
}
