import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { problemFrom } from '../ui/states.js';
import { languagesQuery, settingsQuery } from '../api/queries.js';

const subscribe = (listener: () => void) => {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
};

/** Says that the service cannot be reached or used, as long as that is so. */
export function OfflineBar() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  const languages = useQuery(languagesQuery);
  const settings = useQuery(settingsQuery);
  const error = languages.failureReason ?? settings.failureReason ?? languages.error ?? settings.error;
  if (online && !error) return null;
  const problem = error ? problemFrom(error) : null;
  return (
    <p className="offline-bar" role="alert" data-testid="service-problem">
      {problem
        ? `${sentences(problem.title, problem.detail)} This page asks again every few seconds.`
        : 'You are offline. What is here can be read and edited; it goes on by itself.'}
    </p>
  );
}

/** Some details say the title once more, and then the rest. */
function sentences(title: string, detail: string): string {
  return detail.startsWith(title) ? detail : `${title}. ${detail}`;
}
