import type { LanguageView, ServiceSettings } from '@app/contracts';
import { useEffect, useState } from 'react';
import { getLanguages, getSettings } from '../api/client.js';

export interface ServiceInfo {
  languages: LanguageView[] | null;
  config: ServiceSettings | null;
  /** The service did not answer the last time; it is asked again. */
  unreachable: boolean;
}

const RETRY_MS = 3_000;

/** Languages and limits of this service, asked for until they are known. */
export function useServiceInfo(): ServiceInfo {
  const [info, setInfo] = useState<ServiceInfo>({ languages: null, config: null, unreachable: false });

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const [languages, config] = await Promise.allSettled([
        getLanguages(abort.signal),
        getSettings(abort.signal),
      ]);
      if (abort.signal.aborted) return;
      setInfo((before) => ({
        languages: languages.status === 'fulfilled' ? languages.value : before.languages,
        config: config.status === 'fulfilled' ? config.value : before.config,
        unreachable: languages.status === 'rejected',
      }));
      if (languages.status === 'rejected' || config.status === 'rejected')
        timer = setTimeout(() => void ask(), RETRY_MS);
    };
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, []);

  return info;
}
