import type { LanguageView, ServiceSettings } from '@app/contracts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { languagesQuery, settingsQuery } from '../../api/queries.js';
import { ASSUMED_LANGUAGES } from './assumedLanguages.js';

const SLOW_MS = 1_500;

/** What the page knows about the service it talks to. */
export interface ServiceInfo {
  languages: readonly LanguageView[] | null;
  /** Those that examples may use: while none are known, those that every service has. */
  offered: readonly LanguageView[] | null;
  settings: ServiceSettings | null;
}

/** Languages and limits of this service. */
export function useServiceInfo(): ServiceInfo {
  const languages = useQuery(languagesQuery);
  const settings = useQuery(settingsQuery);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  const known = languages.data ?? null;
  const troubled = languages.failureCount > 0 || slow;
  return {
    languages: known,
    offered: known ?? (troubled ? ASSUMED_LANGUAGES : null),
    settings: settings.data ?? null,
  };
}
